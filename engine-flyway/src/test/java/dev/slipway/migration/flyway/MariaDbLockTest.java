package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationListener;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What the engine promises about its lock on MariaDB. */
@Tag("long")
@Timeout(60)
@EnabledIf(
        value = "dev.slipway.migration.flyway.MariaDb#isThere",
        disabledReason = "MariaDB's binaries come with -Pall-databases")
class MariaDbLockTest {
    private static final Changelog SMALL =
            Changelog.of(Map.of("V1__a.sql", "create table a (id int);", "V2__b.sql", "create table b (id int);"));

    private final FlywayEngine engine = new FlywayEngine();

    @Test
    void theLockOfFlywayIsHeldForTheWholeRunAndNoLonger() {
        DataSource database = MariaDb.freshDatabase();
        String isFree = "select is_free_lock('" + lock(database) + "')";
        var free = new ArrayList<String>();

        engine.migrate(
                SMALL,
                database,
                MigrateOptions.builder()
                        .listener(new MigrationListener() {
                            @Override
                            public void started(Migration migration, int number, int total) {
                                free.addAll(TestDatabases.query(database, isFree));
                            }
                        })
                        .build());

        assertThat(free).containsExactly("0", "0");
        assertThat(TestDatabases.query(database, isFree)).containsExactly("1");
    }

    @Test
    void aRunThatWaitsInVainSaysWhoHoldsTheLock() throws Exception {
        DataSource database = MariaDb.freshDatabase();

        try (Connection holder = database.getConnection();
                var statement = holder.createStatement()) {
            statement.execute("select get_lock('" + lock(database) + "', 0)");
            assertThatThrownBy(() -> engine.migrate(
                            SMALL,
                            database,
                            MigrateOptions.builder()
                                    .lockWait(Duration.ofMillis(300))
                                    .build()))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("session ")
                    .hasMessageContaining("of user 'tester'");
        }

        assertThat(engine.migrate(SMALL, database).applied()).hasSize(2);
    }

    @Test
    void oneConnectionAtATimeIsEnough() {
        DataSource database = SmallPool.of(1, MariaDb.freshDatabase());

        engine.plan(SMALL, database);
        engine.dryRun(SMALL, database);

        assertThat(engine.migrate(SMALL, database).applied()).hasSize(2);
    }

    @Test
    void baselineAndRepairWaitForARunAndNeedOneConnectionAtATime() throws Exception {
        DataSource database = MariaDb.freshDatabase();
        var briefly = MigrateOptions.builder().lockWait(Duration.ofMillis(300)).build();

        try (Connection holder = database.getConnection();
                var statement = holder.createStatement()) {
            statement.execute("select get_lock('" + lock(database) + "', 0)");
            assertThatThrownBy(() -> engine.baseline(database, "1", "as it was", briefly))
                    .isInstanceOf(DatabaseUnavailableException.class);
            assertThatThrownBy(() -> engine.repair(SMALL, database, briefly))
                    .isInstanceOf(DatabaseUnavailableException.class);
        }

        DataSource one = SmallPool.of(1, database);
        engine.baseline(one, "1", "as it was");
        engine.repair(SMALL, one);
        assertThat(engine.migrate(SMALL, one).applied()).hasSize(1);
        assertThat(TestDatabases.query(database, "select is_free_lock('" + lock(database) + "')"))
                .containsExactly("1");
    }

    private static String lock(DataSource database) {
        String schema = TestDatabases.query(database, "select database()").get(0);
        return "Flyway-" + ("`" + schema + "`.`flyway_schema_history`").hashCode();
    }
}
