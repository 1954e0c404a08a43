package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.flywaydb.core.Flyway;

/** The version of Flyway on the class path. */
final class FlywayVersion {
    private FlywayVersion() {}

    static String read() {
        // Flyway has no public door to it without a database.
        try (var stream = Flyway.class.getResourceAsStream("internal/version.txt")) {
            if (stream != null) {
                return new String(stream.readAllBytes(), UTF_8).strip();
            }
        } catch (IOException unreadable) {
            // The manifest may know.
        }
        return Optional.ofNullable(Flyway.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }
}
