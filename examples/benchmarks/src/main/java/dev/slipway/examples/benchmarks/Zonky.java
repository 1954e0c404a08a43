package dev.slipway.examples.benchmarks;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Zonky's library for tests with Spring, where it is on the class path and works. */
record Zonky(Optional<Way> way, Optional<String> absence) implements AutoCloseable {

    /** Its server gets the same settings as the fixture's. */
    static Zonky find(Path changelog, Map<String, String> settings) {
        try {
            Way way = (Way) Class.forName("dev.slipway.examples.benchmarks.ZonkySpring")
                    .getDeclaredConstructor(Path.class, Map.class)
                    .newInstance(changelog, settings);
            return new Zonky(Optional.of(way), Optional.empty());
        } catch (ReflectiveOperationException | LinkageError failure) {
            Throwable cause = failure;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return new Zonky(Optional.empty(), Optional.of("Without zonky's embedded-database-spring-test: " + cause));
        }
    }

    @Override
    public void close() throws Exception {
        if (way.isPresent()) {
            way.get().close();
        }
    }
}
