package dev.slipway.migration.flyway;

import static dev.slipway.migration.testkit.EngineTrait.KNOWS_FUTURE;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_BELOW_NEWEST;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_CHANGED;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_MISSING;
import static dev.slipway.migration.testkit.EngineTrait.REPEATABLE_MIGRATIONS;

import dev.slipway.migration.testkit.EngineTrait;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract on MariaDB, whose DDL is not transactional. */
@Tag("long")
@EnabledIf(
        value = "dev.slipway.migration.flyway.MariaDb#isThere",
        disabledReason = "MariaDB's binaries come with -Pall-databases")
class FlywayEngineOnMariaDbTest extends FlywayContract {
    @Override
    protected DataSource emptyDatabase() {
        return MariaDb.freshDatabase();
    }

    @Override
    protected Set<EngineTrait> traits() {
        return Set.of(REPEATABLE_MIGRATIONS, REJECTS_CHANGED, REJECTS_MISSING, KNOWS_FUTURE, REJECTS_BELOW_NEWEST);
    }
}
