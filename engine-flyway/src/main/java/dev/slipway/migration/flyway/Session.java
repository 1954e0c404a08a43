package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.ClassicConfiguration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resolver.MigrationResolver;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** One call of the engine on one database: a connection, and Flyway on top of it. Not thread-safe. */
final class Session implements AutoCloseable {
    private final FlywayOptions options;
    private final FlywayConnections connections;
    private final Product product;

    /** The products that this engine knows more about than Flyway tells. */
    enum Product {
        POSTGRESQL,
        H2,
        /** MariaDB and MySQL. */
        MYSQL,
        OTHER;

        static Product of(Connection connection) throws SQLException {
            return switch (connection.getMetaData().getDatabaseProductName()) {
                case "PostgreSQL" -> POSTGRESQL;
                case "H2" -> H2;
                case "MariaDB", "MySQL" -> MYSQL;
                default -> OTHER;
            };
        }
    }

    private Session(FlywayOptions options, FlywayConnections connections, Product product) {
        this.options = options;
        this.connections = connections;
        this.product = product;
    }

    static Session open(FlywayOptions options, DataSource database) {
        Connection connection = DataSources.connect(database);
        try {
            Product product = Product.of(connection);
            return new Session(
                    options,
                    new FlywayConnections(
                            database,
                            connection,
                            options.redactor(),
                            product == Product.POSTGRESQL || product == Product.MYSQL),
                    product);
        } catch (SQLException failure) {
            try {
                connection.close();
            } catch (SQLException closing) {
                failure.addSuppressed(closing);
            }
            throw Failures.of("Cannot ask the database what it is", failure, options.redactor());
        }
    }

    /** The same on a new connection, in the place of one that was lost; the caller's to close. */
    Session reopened() {
        try {
            return new Session(options, connections.reopened(), product);
        } catch (SQLException failure) {
            throw Failures.of("Cannot connect again", failure, redactor());
        }
    }

    FlywayConnections connections() {
        return connections;
    }

    Product product() {
        return product;
    }

    Redactor redactor() {
        return options.redactor();
    }

    HistoryReader reader(Changelog changelog) {
        return new HistoryReader(this, changelog);
    }

    /** The configuration of a command on these files. */
    FluentConfiguration configuration(ResourceProvider resources) {
        return options.configuration().resourceProvider(resources).dataSource(connections);
    }

    /** The same for a command that runs no callback. */
    FluentConfiguration quietConfiguration(ResourceProvider resources) {
        return configuration(resources).callbacks(new Callback[0]).skipDefaultCallbacks(true);
    }

    ChangelogResources resources(Changelog changelog) {
        return new ChangelogResources(changelog, new Locations(options.code().locations()), options.configuration());
    }

    /** Flyway with exactly the configured callbacks: its constructor adds what it finds on the class path. */
    Flyway flyway(FluentConfiguration configuration) {
        var flyway = new Flyway(configuration);
        if (flyway.getConfiguration() instanceof ClassicConfiguration own) {
            own.setCallbacks(configuration.getCallbacks());
        }
        if (product == Product.POSTGRESQL) {
            // With the lock of a session instead of a transaction Flyway needs one connection instead of two, commits a
            // migration together with its line in the history, and does not keep CREATE INDEX CONCURRENTLY waiting for
            // its own transaction.
            flyway.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                    .setTransactionalLock(false);
        }
        return flyway;
    }

    /** Where the history is, as far as options and connection tell. */
    HistoryTable history() {
        try {
            return HistoryTable.of(options.configuration(), connections.first(), product == Product.MYSQL);
        } catch (SQLException failure) {
            throw Failures.of("Cannot find the history", failure, redactor());
        }
    }

    void baseline(MigrationVersion version, String description, MigrateOptions waiting) {
        try (RunLock lock = locked(waiting)) {
            run(
                    "Cannot baseline the database at '" + version + "'",
                    configuration(new ChangelogResources())
                            .baselineVersion(version)
                            .baselineDescription(description),
                    Flyway::baseline);
        }
    }

    void repair(Changelog changelog, MigrateOptions waiting) {
        try (RunLock lock = locked(waiting)) {
            run("Cannot repair the history", configuration(resources(changelog)), Flyway::repair);
        }
    }

    /** Flyway's commands would change the history under a run, or wait for it without end by a signal. */
    private RunLock locked(MigrateOptions waiting) {
        RunLock lock = RunLock.ofCommand(this);
        try {
            new Waiting(this, waiting).acquire(lock);
            return lock;
        } catch (RuntimeException | Error failure) {
            lock.close();
            throw failure;
        }
    }

    /** Lets Flyway create schemas and history as it does at the beginning of a run; there is nothing that it could run. */
    void createHistory() {
        run(
                "Cannot create the history",
                quietConfiguration(new ChangelogResources())
                        .javaMigrations(new JavaMigration[0])
                        .resolvers(new MigrationResolver[0])
                        .target(MigrationVersion.LATEST)
                        .validateOnMigrate(false),
                Flyway::migrate);
    }

    private void run(String cannot, FluentConfiguration configuration, Consumer<Flyway> command) {
        try {
            command.accept(flyway(configuration));
        } catch (FlywayException failure) {
            throw MissingModule.explain(failure, connections.first())
                    .orElseGet(() -> Failures.of(cannot, failure, redactor()));
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
