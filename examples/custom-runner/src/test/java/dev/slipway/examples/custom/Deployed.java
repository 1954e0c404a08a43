package dev.slipway.examples.custom;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.liquibase.LiquibaseEngine;
import java.util.function.BiConsumer;
import javax.sql.DataSource;

/** What an application in a class loader of its own does; public, since it is called from outside. */
public final class Deployed implements BiConsumer<String, DataSource> {
    @Override
    public void accept(String engine, DataSource database) {
        Changelog changelog = ChangelogSource.classpath("leaks/" + engine, Deployed.class.getClassLoader())
                .fetch();
        engine(engine).migrate(changelog, database);
    }

    private static MigrationEngine engine(String name) {
        return name.equals("flyway") ? new FlywayEngine() : LiquibaseEngine.of("changelog.sql");
    }
}
