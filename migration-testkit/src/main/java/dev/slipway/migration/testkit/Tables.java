package dev.slipway.migration.testkit;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Looks into a database without any help of the engine that is being tested. */
final class Tables {
    /** Those that the contract's migrations make. */
    private static final Set<String> OF_THE_CONTRACT = Set.of("ship", "port", "cargo");

    private static final Set<String> SYSTEM_SCHEMAS =
            Set.of("information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys");

    private Tables() {}

    /** Every table, view, sequence and index that the database tells of, and every schema. */
    static Set<String> everything(DataSource database) throws SQLException {
        var everything = new TreeSet<String>();
        try (Connection connection = database.getConnection()) {
            DatabaseMetaData metaData = connection.getMetaData();
            try (ResultSet schemas = metaData.getSchemas()) {
                while (schemas.next()) {
                    everything.add("schema " + schemas.getString("TABLE_SCHEM"));
                }
            }
            try (ResultSet tables = metaData.getTables(connection.getCatalog(), null, "%", null)) {
                while (tables.next()) {
                    everything.add(tables.getString("TABLE_TYPE") + " " + tables.getString("TABLE_SCHEM") + "."
                            + tables.getString("TABLE_NAME"));
                }
            }
        }
        return everything;
    }

    /** The number of rows of each of the contract's tables that exists. */
    static Map<String, Long> rows(DataSource database) throws SQLException {
        var rows = new TreeMap<String, Long>();
        try (Connection connection = database.getConnection()) {
            for (var table : userTables(connection)) {
                String name = table.name().toLowerCase(Locale.ROOT);
                if (OF_THE_CONTRACT.contains(name)) {
                    rows.put(name, count(connection, name));
                }
            }
        }
        return rows;
    }

    /** The names of ships, sorted. */
    static List<String> ships(DataSource database) throws SQLException {
        var names = new ArrayList<String>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet ships = statement.executeQuery("select name from ship order by name")) {
            while (ships.next()) {
                names.add(ships.getString(1));
            }
        }
        return names;
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            execute(connection, sql);
        }
    }

    /** Drops every table, the engine's own included: the database stands where it stood in the beginning. */
    static void dropAll(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            String quote = connection.getMetaData().getIdentifierQuoteString();
            for (var table : userTables(connection)) {
                String schema = table.schema() == null ? "" : quote + table.schema() + quote + ".";
                execute(connection, "drop table " + schema + quote + table.name() + quote + " cascade");
            }
        }
    }

    private static List<Table> userTables(Connection connection) throws SQLException {
        var found = new ArrayList<Table>();
        String[] types = {"TABLE", "BASE TABLE"};
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), null, "%", types)) {
            while (tables.next()) {
                String schema = tables.getString("TABLE_SCHEM");
                if (schema == null || !SYSTEM_SCHEMAS.contains(schema.toLowerCase(Locale.ROOT))) {
                    found.add(new Table(schema, tables.getString("TABLE_NAME")));
                }
            }
        }
        return found;
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + table)) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Leaves the connection as it found it, whatever a pool hands out. */
    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    private record Table(@Nullable String schema, String name) {}
}
