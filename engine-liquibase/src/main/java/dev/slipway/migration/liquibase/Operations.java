package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrateOptions;
import java.util.Optional;
import javax.sql.DataSource;

/** What is done to a database without a changelog. */
final class Operations {
    private final LockedRun locked;

    Operations(LiquibaseOptions options, DataSource source) {
        this.locked = new LockedRun(options, ChangelogResources.none(), source);
    }

    void tag(String tag) {
        locked.write(
                MigrateOptions.defaults(),
                session -> {
                    Session.history().init();
                    Session.history().tag(tag);
                    return tag;
                },
                session -> Optional.empty());
    }
}
