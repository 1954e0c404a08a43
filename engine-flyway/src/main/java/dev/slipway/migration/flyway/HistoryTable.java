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
 * @param catalogs whether the database calls its schemas catalogs and quotes names by back quotes: MariaDB and MySQL
 */
record HistoryTable(String schema, String table, boolean catalogs) {
    static HistoryTable of(Configuration configuration, Connection connection, boolean catalogs) throws SQLException {
        String schema = configuration.getDefaultSchema();
        if (schema == null && configuration.getSchemas().length > 0) {
            schema = configuration.getSchemas()[0];
        }
        if (schema == null) {
            schema = Objects.requireNonNullElse(catalogs ? connection.getCatalog() : connection.getSchema(), "");
        }
        return new HistoryTable(schema, configuration.getTable(), catalogs);
    }

    boolean exists(Connection connection) throws SQLException {
        // Names are patterns here, in which '_' stands for any character: compare what is found.
        String name = schema.isEmpty() ? null : schema;
        var metaData = connection.getMetaData();
        try (var tables =
                catalogs ? metaData.getTables(name, null, table, null) : metaData.getTables(null, name, table, null)) {
            while (tables.next()) {
                String place = tables.getString(catalogs ? "TABLE_CAT" : "TABLE_SCHEM");
                if ((schema.isEmpty() || same(schema, place)) && same(table, tables.getString("TABLE_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether its schema is there. */
    boolean schemaExists(Connection connection) throws SQLException {
        var metaData = connection.getMetaData();
        try (var places = catalogs ? metaData.getCatalogs() : metaData.getSchemas()) {
            while (places.next()) {
                if (same(schema, places.getString(1))) {
                    return true;
                }
            }
            return schema.isEmpty();
        }
    }

    /** Where MariaDB and MySQL store names on a disk that does not regard case, they return them in lower case. */
    private boolean same(String name, String found) {
        return catalogs ? name.equalsIgnoreCase(found) : name.equals(found);
    }

    /** The name in SQL, quoted as the database does. */
    String quoted() {
        return quote(schema) + "." + quote(table);
    }

    /** A column in SQL. */
    String column(String name) {
        return quote(name);
    }

    private String quote(String name) {
        String mark = catalogs ? "`" : "\"";
        return mark + name.replace(mark, mark + mark) + mark;
    }
}
