package dev.slipway.migration.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * Where the history of a database is.
 *
 * @param schema its schema, empty if neither options nor connection name one
 * @param table its name
 */
record HistoryTable(String schema, String table) {
    static HistoryTable of(Configuration configuration, Connection connection) throws SQLException {
        String schema = configuration.getDefaultSchema();
        if (schema == null && configuration.getSchemas().length > 0) {
            schema = configuration.getSchemas()[0];
        }
        if (schema == null) {
            schema = Objects.requireNonNullElse(connection.getSchema(), "");
        }
        return new HistoryTable(schema, configuration.getTable());
    }

    boolean exists(Connection connection) throws SQLException {
        // Names are patterns here, in which '_' stands for any character: compare what is found.
        try (var tables = connection.getMetaData().getTables(null, schema.isEmpty() ? null : schema, table, null)) {
            while (tables.next()) {
                boolean sameSchema = schema.isEmpty() || schema.equals(tables.getString("TABLE_SCHEM"));
                if (sameSchema && table.equals(tables.getString("TABLE_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The name in SQL, quoted as the standard, PostgreSQL and H2 do. */
    String quoted() {
        return quote(schema) + "." + quote(table);
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
