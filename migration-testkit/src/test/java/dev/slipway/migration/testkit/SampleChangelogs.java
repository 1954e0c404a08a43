package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Small changelogs, and looks at what became of them. */
final class SampleChangelogs {
    private SampleChangelogs() {}

    /** A table with one ship, and a name that makes the changelog differ from others. */
    static ChangelogSource ships(String name) {
        Changelog changelog = Changelog.of(Map.of(
                "1_" + name + ".sql", "create table ship (id int primary key, name varchar(40))",
                "2_" + name + ".sql", "insert into ship values (1, 'Argo')"));
        return () -> changelog;
    }

    static ChangelogSource of(String name, String sql) {
        Changelog changelog = Changelog.of(Map.of(name + ".sql", sql));
        return () -> changelog;
    }

    static void addShip(DataSource database, int id) throws SQLException {
        execute(database, "insert into ship values (" + id + ", 'Beagle')");
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static int ships(DataSource database) throws SQLException {
        return Integer.parseInt(query(database, "select count(*) from ship").get(0));
    }

    /** The first column. */
    static List<String> query(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
