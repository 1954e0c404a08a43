package dev.slipway.migration.flyway;

import static dev.slipway.migration.testkit.EngineTrait.KNOWS_FUTURE;
import static dev.slipway.migration.testkit.EngineTrait.RECOVERS_FROM_FAILURE;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_BELOW_NEWEST;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_CHANGED;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_MISSING;
import static dev.slipway.migration.testkit.EngineTrait.REPEATABLE_MIGRATIONS;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.testkit.DeclinedCase;
import dev.slipway.migration.testkit.EngineTrait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The contract on PostgreSQL. */
class FlywayEngineOnPostgresTest extends FlywayContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }

    @Override
    protected Set<EngineTrait> traits() {
        return Set.of(
                REPEATABLE_MIGRATIONS,
                REJECTS_CHANGED,
                REJECTS_MISSING,
                KNOWS_FUTURE,
                REJECTS_BELOW_NEWEST,
                RECOVERS_FROM_FAILURE);
    }

    @Override
    protected MigrationEngine groupingEngine() {
        return FlywayEngine.builder().group(true).build();
    }

    @Override
    protected List<DeclinedCase> declinedCases() {
        // Flyway's time stamp has a resolution of a second: the migration takes longer, so that the next look differs.
        return List.of(DeclinedCase.of(
                        "flyway:timestamp",
                        Changelog.of(Map.of("R__now.sql", "-- ${flyway:timestamp}\nselect pg_sleep(1.1);")))
                .applies("R__now")
                .declines("R__now"));
    }
}
