package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What a template is made of.
 *
 * @param engine applies the changelog
 * @param engineId of {@code engine}, asked for once: a fingerprint over secrets is slow on purpose
 * @param changelog what is applied
 * @param databaseName what the database is called meanwhile, if that matters
 * @param prepare what is done on the server before
 * @param cache where templates outlive the JVM
 */
record Recipe(
        MigrationEngine engine,
        EngineId engineId,
        Changelog changelog,
        Optional<String> databaseName,
        Consumer<DataSource> prepare,
        CacheDirectory cache) {

    /** Bumped when templates are made in another way, so that older ones are not taken. */
    private static final String FORM = "1";

    /** Whether a template of an equal recipe may be used instead of a new one. */
    boolean reusable() {
        return engineId.fingerprint().isPresent();
    }

    /**
     * A name for the template: 32 hexadecimal digits, equal for equal recipes on equal servers if they are reusable.
     *
     * @param server what stands for the server's kind, version and settings
     */
    String key(String server) {
        return digest(
                FORM,
                changelog.digest(),
                engineId.name(),
                engineId.version(),
                engineId.fingerprint().orElseGet(() -> UUID.randomUUID().toString()),
                databaseName.orElse(""),
                server);
    }

    /** Stands for a list of texts: 32 hexadecimal digits. */
    static String digest(String... parts) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha.update((part.length() + ":" + part + ";").getBytes(UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** Applies the changelog. */
    MigrationReport migrate(DataSource server, DataSource database) {
        prepare.accept(server);
        return engine.migrate(changelog, database);
    }
}
