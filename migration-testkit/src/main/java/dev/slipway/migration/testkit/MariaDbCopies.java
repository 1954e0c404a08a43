package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes and drops copies of a template on MariaDB or MySQL, which cannot copy a database: the statements that make it are
 * read once and run for each copy, rows go from table to table within the server.
 */
final class MariaDbCopies implements Copier {
    private final AdminConnections admin;
    private final String creation;
    private final List<MariaDbStatement> statements;

    private MariaDbCopies(AdminConnections admin, String creation, List<MariaDbStatement> statements) {
        this.admin = admin;
        this.creation = creation;
        this.statements = statements;
    }

    /** Copies of a template that will not change any more. */
    static MariaDbCopies of(AdminConnections admin, String template) {
        return admin.call("Cannot read how database '" + template + "' is made", connection -> {
            var reader = new MariaDbReader(connection, template);
            return new MariaDbCopies(admin, reader.characterSet(), List.copyOf(reader.statements()));
        });
    }

    @Override
    public void make(String name) {
        String purpose = "Cannot copy the template to database '" + name + "'";
        admin.execute(purpose, List.of("create database `" + name + "` " + creation));
        try {
            admin.call(purpose, connection -> fill(connection, name));
        } catch (MigrationException failure) {
            drop(admin, name);
            throw failure;
        }
    }

    @Override
    public void drop(String name) {
        drop(admin, name);
    }

    static void drop(AdminConnections admin, String name) {
        admin.execute("Cannot drop database '" + name + "'", List.of("drop database if exists `" + name + "`"));
    }

    private String fill(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String mode;
            try (ResultSet row = statement.executeQuery("select @@sql_mode")) {
                row.next();
                mode = row.getString(1);
            }
            statement.execute("use `" + name + "`");
            statement.execute("set foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");
            var postponed = new ArrayList<MariaDbStatement>();
            for (MariaDbStatement each : statements) {
                each.run(statement, name, postponed);
            }
            retry(statement, name, postponed);
            statement.execute("set foreign_key_checks = 1, unique_checks = 1, sql_mode = '" + mode + "'");
        }
        return name;
    }

    /** Views of views: as long as each round makes one of them. */
    private static void retry(Statement statement, String name, List<MariaDbStatement> views) throws SQLException {
        List<MariaDbStatement> left = views;
        while (!left.isEmpty()) {
            var stillLeft = new ArrayList<MariaDbStatement>();
            for (MariaDbStatement each : left) {
                each.run(statement, name, stillLeft);
            }
            if (stillLeft.size() == left.size()) {
                left.get(0).run(statement, name);
            }
            left = stillLeft;
        }
    }
}
