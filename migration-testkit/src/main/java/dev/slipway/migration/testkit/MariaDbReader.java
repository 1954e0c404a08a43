package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads how a database of MariaDB or MySQL is made: the statements in an order in which they can be run. */
final class MariaDbReader {
    private final Connection connection;
    private final String database;
    private final List<MariaDbStatement> statements = new ArrayList<>();

    MariaDbReader(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
    }

    /** What the database itself was created with. */
    String characterSet() throws SQLException {
        List<List<String>> found = rows("select default_character_set_name, default_collation_name"
                + " from information_schema.schemata where schema_name = '" + database + "'");
        if (found.isEmpty()) {
            throw new MigrationException("The server has no database '" + database + "' that this user may see");
        }
        List<String> row = found.get(0);
        return "character set " + row.get(0) + " collate " + row.get(1);
    }

    /**
     * Everything in it. Tables come before what may look into them, rows before triggers, which would act on them.
     */
    List<MariaDbStatement> statements() throws SQLException {
        for (String sequence : tables("SEQUENCE")) {
            addSequence(sequence);
        }
        List<String> tables = tables("BASE TABLE", "SYSTEM VERSIONED");
        for (String table : tables) {
            statements.add(MariaDbStatement.of(created("table", table, 2)));
        }
        for (String table : tables) {
            addRows(table);
        }
        for (List<String> routine :
                rows("select routine_type, routine_name from information_schema.routines where routine_schema = '"
                        + database + "' order by routine_type = 'PACKAGE BODY'")) {
            addWithMode(routine.get(0), routine.get(1), 3);
        }
        for (String view : tables("VIEW")) {
            String sql = created("view", view, 2).replace("`" + database + "`.", "`" + MariaDbStatement.COPY + "`.");
            statements.add(new MariaDbStatement(sql, "", true));
        }
        for (List<String> trigger : rows("show triggers from `" + database + "`")) {
            addWithMode("trigger", trigger.get(0), 3);
        }
        for (List<String> event : rows("show events from `" + database + "`")) {
            addWithMode("event", event.get(1), 4);
        }
        return statements;
    }

    private List<String> tables(String... types) throws SQLException {
        return rows("select table_name from information_schema.tables where table_schema = '" + database
                        + "' and table_type in ('" + String.join("', '", types) + "') order by table_name")
                .stream()
                .map(row -> row.get(0))
                .toList();
    }

    private void addSequence(String name) throws SQLException {
        statements.add(MariaDbStatement.of(created("sequence", name, 2)));
        String next = rows("select next_not_cached_value from " + qualified(name))
                .get(0)
                .get(0);
        statements.add(MariaDbStatement.of("select setval(`" + name + "`, " + next + ", 0)"));
    }

    /** Without generated columns, whose values cannot be given. */
    private void addRows(String table) throws SQLException {
        if (rows("select 1 from " + qualified(table) + " limit 1").isEmpty()) {
            return;
        }
        String columns = rows("select column_name from information_schema.columns where table_schema = '" + database
                        + "' and table_name = '" + table.replace("'", "''")
                        + "' and coalesce(generation_expression, '') = '' order by ordinal_position")
                .stream()
                .map(row -> "`" + row.get(0) + "`")
                .collect(Collectors.joining(", "));
        statements.add(MariaDbStatement.of(
                "insert into `" + table + "` (" + columns + ") select " + columns + " from " + qualified(table)));
    }

    private void addWithMode(String kind, String name, int column) throws SQLException {
        List<String> row = rows("show create " + kind + " " + qualified(name)).get(0);
        statements.add(new MariaDbStatement(row.get(column - 1), row.get(1), false));
    }

    private String created(String kind, String name, int column) throws SQLException {
        return rows("show create " + kind + " " + qualified(name)).get(0).get(column - 1);
    }

    private String qualified(String name) {
        return "`" + database + "`.`" + name.replace("`", "``") + "`";
    }

    private List<List<String>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return AdminConnections.texts(rows);
        }
    }
}
