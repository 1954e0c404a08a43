package dev.slipway.migration.liquibase;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.ui.LoggerUIService;

/** Liquibase as an application without us uses it: what we have to agree with. */
final class PlainLiquibase {
    private PlainLiquibase() {}

    static void update(Path root, String changelog, DataSource source, Map<String, String> parameters)
            throws Exception {
        Scope.child(Scope.Attr.ui, new LoggerUIService(), () -> {
            try (Connection connection = source.getConnection();
                    var resources = new DirectoryResourceAccessor(root)) {
                var database =
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
                var liquibase = new Liquibase(changelog, resources, database);
                liquibase.setShowSummary(UpdateSummaryEnum.OFF);
                parameters.forEach(liquibase::setChangeLogParameter);
                liquibase.update(new Contexts());
            }
        });
    }
}
