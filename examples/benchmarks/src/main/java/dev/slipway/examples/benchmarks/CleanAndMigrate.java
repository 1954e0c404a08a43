package dev.slipway.examples.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** One database, emptied and migrated again for each test by Flyway itself. */
final class CleanAndMigrate implements Way {
    private final Flyway flyway;
    private final DataSource database;

    CleanAndMigrate(Server server, Path changelog) throws SQLException {
        server.execute("create database cleaned");
        database = server.database("cleaned");
        flyway = migrating(database, changelog);
    }

    static Flyway migrating(DataSource database, Path changelog) {
        return Flyway.configure()
                .dataSource(database)
                .locations("filesystem:" + changelog)
                .cleanDisabled(false)
                .load();
    }

    @Override
    public String name() {
        return "Flyway `clean` + `migrate`";
    }

    @Override
    public DataSource begin() {
        flyway.clean();
        flyway.migrate();
        return database;
    }

    @Override
    public void end() {}
}
