package dev.slipway.migration.liquibase;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Fresh databases, and looks into them. */
final class TestDatabases {
    private TestDatabases() {}

    static DataSource postgres() {
        return PostgresServer.get().freshDatabase();
    }

    static DataSource h2() {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    /** Skips the test where the binaries are not on the class path. */
    static DataSource mariaDb() {
        return MariaDbServer.get().freshDatabase();
    }

    static void execute(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Each row as its values, joined by {@code |}. */
    static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    values.add(String.valueOf(row.getString(column)));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** What identifies the history's rows, in the order in which they ran. */
    static List<String> history(DataSource database) {
        return query(
                database,
                "select id, author, filename, orderexecuted, exectype, md5sum from "
                        + quoted(database, "databasechangelog") + " order by orderexecuted");
    }

    /** Whether it is locked, and by whom. */
    static String lock(DataSource database) {
        List<String> rows = query(
                database,
                "select case when locked then 'locked' else 'free' end, lockedby from "
                        + quoted(database, "databasechangeloglock"));
        return String.join(", ", rows);
    }

    /** On Linux MariaDB tells upper case from lower case in the names of tables, and Liquibase writes upper case. */
    static String quoted(DataSource database, String table) {
        return isMariaDb(database) ? table.toUpperCase(Locale.ROOT) : table;
    }

    static boolean isMariaDb(DataSource database) {
        try (Connection connection = database.getConnection()) {
            return connection.getMetaData().getDatabaseProductName().equals("MariaDB");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static Map<String, String> tables(DataSource database) {
        try (Connection connection = database.getConnection();
                var tables = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), null, "%", new String[] {"TABLE", "BASE TABLE"})) {
            Map<String, String> found = new TreeMap<>();
            while (tables.next()) {
                String schema = String.valueOf(tables.getString("TABLE_SCHEM"));
                if (!schema.equalsIgnoreCase("information_schema") && !schema.equals("pg_catalog")) {
                    found.put(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT), schema);
                }
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
