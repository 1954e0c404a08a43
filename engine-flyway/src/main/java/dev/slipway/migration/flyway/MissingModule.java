package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says what to add when Flyway knows nothing about a database: it says only that it does not. */
final class MissingModule {
    /** Artifacts by what a product's name in lower case begins with. */
    private static final Map<String, String> ARTIFACTS = Map.ofEntries(
            Map.entry("postgresql", "flyway-database-postgresql"),
            Map.entry("mariadb", "flyway-mysql"),
            Map.entry("mysql", "flyway-mysql"),
            Map.entry("oracle", "flyway-database-oracle"),
            Map.entry("microsoft sql server", "flyway-sqlserver"),
            Map.entry("db2", "flyway-database-db2"),
            Map.entry("apache derby", "flyway-database-derby"),
            Map.entry("hsql", "flyway-database-hsqldb"),
            Map.entry("informix", "flyway-database-informix"),
            Map.entry("snowflake", "flyway-database-snowflake"),
            Map.entry("firebird", "flyway-firebird"));

    private MissingModule() {}

    /** What to throw instead, if a failure of Flyway means that. */
    static Optional<MigrationException> explain(Throwable failure, Connection connection) {
        boolean unsupported = String.valueOf(failure.getMessage()).startsWith("Unsupported Database");
        return unsupported ? Optional.of(new MigrationException(message(connection))) : Optional.empty();
    }

    private static String message(Connection connection) {
        String product = product(connection);
        String artifact = ARTIFACTS.entrySet().stream()
                .filter(entry -> product.toLowerCase(Locale.ROOT).startsWith(entry.getKey()))
                .map(entry -> "'org.flywaydb:" + entry.getValue() + ":" + FlywayVersion.read() + "'")
                .findFirst()
                .orElse("the module 'org.flywaydb:flyway-database-…' that serves it, if there is one");
        return "Flyway does not know the database '" + product + "': add " + artifact + " to the class path";
    }

    private static String product(Connection connection) {
        try {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException unknown) {
            return "unknown";
        }
    }
}
