package dev.slipway.migration.testkit;

import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** H2 in memory. The template is a script that H2 made of a migrated database; each copy is what it gives. */
final class H2Server extends TestServer {
    private final String settings;

    /**
     * Databases with settings.
     *
     * @param settings as in H2's URLs: {@code MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE}, or nothing
     */
    H2Server(String settings) {
        this.settings = settings;
    }

    @Override
    RunningServer start(Recipe recipe) {
        Address template = address(recipe.databaseName().orElseGet(H2Server::freshName));
        var admin = new AdminConnections(template.dataSource());
        try {
            MigrationReport report = recipe.migrate(template.dataSource(), template.dataSource());
            String script = admin.query("Cannot make a script of the template", "script").stream()
                    .map(row -> row.get(0))
                    .collect(Collectors.joining("\n"));
            return new Run(script, report);
        } finally {
            shutDown(template);
            admin.close();
        }
    }

    private static String freshName() {
        return "test_" + UUID.randomUUID().toString().replace("-", "");
    }

    private Address address(String name) {
        String url = "jdbc:h2:mem:" + name + (settings.isEmpty() ? "" : ";" + settings) + ";DB_CLOSE_DELAY=-1";
        return new Address(name, url, url + ";USER=sa;PASSWORD=", () -> new UsernamePassword("sa", Secret.of("")));
    }

    private static void shutDown(Address database) {
        // H2 closes the connection with the database; one that is closed twice complains.
        try (Connection connection = DataSources.connect(database.dataSource());
                Statement statement = connection.createStatement()) {
            statement.execute("shutdown immediately");
        } catch (SQLException gone) {
            // The database is gone, as it should be.
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof H2Server that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /** Databases made by a script. */
    private final class Run implements RunningServer {
        private final String script;
        private final MigrationReport report;
        private final Set<Address> open = ConcurrentHashMap.newKeySet();

        Run(String script, MigrationReport report) {
            this.script = script;
            this.report = report;
        }

        @Override
        public MigrationReport report() {
            return report;
        }

        @Override
        public Address copy() {
            Address copy = address(freshName());
            open.add(copy);
            try (Connection connection = DataSources.connect(copy.dataSource());
                    Statement statement = connection.createStatement()) {
                statement.execute(script);
                return copy;
            } catch (SQLException failure) {
                throw new MigrationException(
                        "Cannot make a copy of the template: " + AdminConnections.oneLine(failure), failure);
            }
        }

        @Override
        public void drop(Address copy) {
            if (open.remove(copy)) {
                shutDown(copy);
            }
        }

        /** Memory does not outlive the JVM: a script does. */
        @Override
        public String keep(Address copy) {
            try (var admin = new AdminConnections(copy.dataSource())) {
                Path script = Files.createTempFile("slipway-" + copy.name(), ".sql");
                admin.execute(
                        "Cannot write '" + script + "'",
                        List.of("script to '" + script.toString().replace("'", "''") + "'"));
                drop(copy);
                return "run " + script + " in an empty H2 database";
            } catch (IOException failure) {
                throw new MigrationException("Cannot keep database '" + copy.name() + "'", failure);
            }
        }

        @Override
        public void close(boolean keep) {
            open.forEach(H2Server::shutDown);
        }
    }
}
