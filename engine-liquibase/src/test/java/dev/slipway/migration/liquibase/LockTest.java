package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class LockTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    private static final Changelog ONE =
            Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"));
    private static final Changelog TWO = Changelog.of(Map.of(
            "a.sql",
            "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"
                    + "--changeset a:2\ncreate table two (a int);\n"));
    private static final MigrateOptions AT_ONCE =
            MigrateOptions.builder().lockWait(Duration.ZERO).build();

    private static DataSource lockedBy(DataSource database, String holder) {
        ENGINE.migrate(ONE, database);
        TestDatabases.execute(
                database,
                "update databasechangeloglock set locked = true, lockedby = '" + holder
                        + "', lockgranted = current_timestamp");
        return database;
    }

    private static List<String> lockRow(DataSource database) {
        return TestDatabases.query(database, "select locked, lockedby from databasechangeloglock");
    }

    @Test
    void aRowThatAKilledRunOfOursLeftIsTakenOverOnPostgresAndReported() {
        DataSource database = lockedBy(TestDatabases.postgres(), "slipway 1@gone 0a1b2c3d");

        try (var logs = new LogCapture(DatabaseLock.class.getName())) {
            assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
            assertThat(logs.lines())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("slipway 1@gone 0a1b2c3d"));
        }
        assertThat(lockRow(database)).containsExactly("f|null");
    }

    @Test
    void aRowOfLiquibasesOwnIsRespectedAndItsHolderAndAgeAndTheCureAreNamed() {
        for (DataSource database : List.of(TestDatabases.postgres(), TestDatabases.h2())) {
            lockedBy(database, "buildhost (10.0.0.7)");

            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("'buildhost (10.0.0.7)' (for ")
                    .hasMessageContaining("release-locks");
            assertThat(lockRow(database).get(0)).endsWith("|buildhost (10.0.0.7)");
        }
    }

    @Test
    void aRunWithNothingToDoSucceedsWhileAnotherOneHoldsTheDatabase() {
        DataSource database = lockedBy(TestDatabases.postgres(), "buildhost (10.0.0.7)");

        assertThat(ENGINE.migrate(ONE, database, AT_ONCE).applied()).isEmpty();
    }

    @Test
    void aRunGoesOnWhenThePlainHolderReleasesItsRow() {
        DataSource database = lockedBy(TestDatabases.postgres(), "buildhost (10.0.0.7)");
        List<String> holders = new ArrayList<>();
        var options = MigrateOptions.builder()
                .lockWait(Duration.ofMinutes(1))
                .listener(new MigrationListener() {
                    @Override
                    public void waiting(String holder, Duration soFar) {
                        if (holders.isEmpty()) {
                            TestDatabases.execute(
                                    database, "update databasechangeloglock set locked = false, lockedby = null");
                        }
                        holders.add(holder);
                    }
                })
                .build();

        assertThat(ENGINE.migrate(TWO, database, options).applied()).hasSize(1);
        assertThat(holders).isNotEmpty().allSatisfy(holder -> assertThat(holder).contains("buildhost"));
    }

    @Test
    void whatAListenerThrowsWhileARunWaitsReachesTheCallerAsItIs() {
        DataSource database = lockedBy(TestDatabases.postgres(), "buildhost (10.0.0.7)");
        var enough = new UnsupportedOperationException("enough");
        var options = MigrateOptions.builder()
                .listener(new MigrationListener() {
                    @Override
                    public void waiting(String holder, Duration soFar) {
                        throw enough;
                    }
                })
                .build();

        assertThatThrownBy(() -> ENGINE.migrate(TWO, database, options)).isSameAs(enough);
    }

    @Test
    void aSessionThatDiesReleasesTheDatabaseAndItsRowIsTakenOver() throws Exception {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(ONE, database);
        var pool = Executors.newSingleThreadExecutor();
        var failure = new AtomicReference<Throwable>();
        try {
            pool.submit(() -> {
                        var kill = MigrateOptions.builder()
                                .listener(new MigrationListener() {
                                    @Override
                                    public void planned(MigrationPlan plan) {
                                        // What the server does when the process is killed.
                                        TestDatabases.query(
                                                database,
                                                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
                                    }
                                })
                                .build();
                        try {
                            ENGINE.migrate(TWO, database, kill);
                        } catch (RuntimeException thrown) {
                            failure.set(thrown);
                        }
                    })
                    .get();
        } finally {
            pool.shutdownNow();
        }
        assertThat(failure.get()).isInstanceOf(dev.slipway.migration.MigrationIncompleteException.class);
        assertThat(lockRow(database).get(0)).startsWith("t|slipway ");

        assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
        assertThat(lockRow(database)).containsExactly("f|null");
    }

    @Test
    void theLockIsOfOneHistoryTableSoThatSchemasDoNotWaitForEachOther() {
        DataSource database = TestDatabases.postgres();
        TestDatabases.execute(database, "create schema a");
        TestDatabases.execute(database, "create schema b");
        LiquibaseEngine.builder("a.sql").defaultSchema("a").build().migrate(ONE, database);
        TestDatabases.execute(database, "update a.databasechangeloglock set locked = true, lockedby = 'buildhost'");

        var report = LiquibaseEngine.builder("a.sql").defaultSchema("b").build().migrate(ONE, database, AT_ONCE);

        assertThat(report.applied()).hasSize(1);
        assertThat(TestDatabases.query(database, "select count(*) from b.one")).containsExactly("0");
    }
}
