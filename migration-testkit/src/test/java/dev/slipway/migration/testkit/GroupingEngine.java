package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationReport;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** All or nothing on H2, whose DDL is not transactional: it puts everything back by a script made beforehand. */
final class GroupingEngine extends ForwardingEngine {
    GroupingEngine(MigrationEngine target) {
        super(target);
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
        try {
            List<String> backup = backup(database);
            try {
                return super.migrate(changelog, database, options);
            } catch (MigrationIncompleteException incomplete) {
                Tables.execute(database, "drop all objects");
                for (String statement : backup) {
                    Tables.execute(database, statement);
                }
                throw new MigrationIncompleteException(
                        incomplete.getMessage(), List.of(), incomplete.failed().orElse(null), incomplete.getCause());
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<String> backup(DataSource database) throws SQLException {
        var statements = new ArrayList<String>();
        try (var connection = database.getConnection();
                var script = connection.createStatement();
                ResultSet lines = script.executeQuery("script")) {
            while (lines.next()) {
                statements.add(lines.getString(1));
            }
        }
        return statements;
    }
}
