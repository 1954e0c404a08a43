package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class LockTest {
    static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    static final Changelog ONE =
            Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"));
    static final Changelog TWO = Changelog.of(Map.of(
            "a.sql",
            "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"
                    + "--changeset a:2\ncreate table two (a int);\n"));
    static final MigrateOptions AT_ONCE =
            MigrateOptions.builder().lockWait(Duration.ZERO).build();

    /** A run of Liquibase's own: it stays connected while it works. */
    record PlainRun(Connection connection) implements AutoCloseable {
        static PlainRun on(DataSource database) throws SQLException {
            ENGINE.migrate(ONE, database);
            Connection connection = database.getConnection();
            setRow(database, "buildhost (10.0.0.7)", "current_timestamp");
            return new PlainRun(connection);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    static void setRow(DataSource database, String holder, String since) {
        TestDatabases.execute(
                database,
                "update " + TestDatabases.quoted(database, "databasechangeloglock") + " set locked = true, lockedby = '"
                        + holder + "', lockgranted = " + since);
    }

    @Test
    void aHostThatIsNamedLikeUsIsNotTakenForUs() {
        assertThat(new LockRow("slipway (10.0.0.5)", null, null).isOurs()).isFalse();
        assertThat(new LockRow("slipway 12@host 0a1b2c3d", null, null).isOurs()).isTrue();
    }

    @Test
    void onDatabasesWithoutSessionLocksARowIsRespectedUntilItIsReleasedByHand() throws Exception {
        DataSource database = TestDatabases.h2();
        PlainRun.on(database).close();

        assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                .isInstanceOf(DatabaseUnavailableException.class);
        ENGINE.releaseLocks(database);

        assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
    }

    @Test
    void onPostgresASessionThatBeganLaterThanTheRowInAnyTimeZoneDoesNotCount() throws Exception {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(ONE, database);
        try (var other = database.getConnection()) {
            setRow(database, "buildhost (10.0.0.7)", "now() at time zone 'UTC' - interval '13 hours'");
            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                    .hasMessageContaining("1 open session may be its own");

            setRow(database, "buildhost (10.0.0.7)", "now() at time zone 'UTC' - interval '15 hours'");
            assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
            assertThat(other.isValid(1)).isTrue();
        }
    }

    @Test
    void aRunWithNothingToDoSucceedsWhileAnotherOneHoldsTheDatabase() throws Exception {
        DataSource database = TestDatabases.postgres();
        try (var run = PlainRun.on(database)) {
            assertThat(ENGINE.migrate(ONE, database, AT_ONCE).applied()).isEmpty();
            assertThat(run.connection().isValid(1)).isTrue();
        }
    }

    @Test
    void aRunGoesOnWhenThePlainHolderReleasesItsRow() throws Exception {
        DataSource database = TestDatabases.postgres();
        List<String> holders = new ArrayList<>();
        try (var run = PlainRun.on(database)) {
            var options = waiting(holder -> {
                if (holders.isEmpty()) {
                    TestDatabases.execute(database, "update databasechangeloglock set locked = false, lockedby = null");
                }
                holders.add(holder);
            });

            assertThat(ENGINE.migrate(TWO, database, options).applied()).hasSize(1);
            assertThat(run.connection().isValid(1)).isTrue();
        }
        assertThat(holders).isNotEmpty().allSatisfy(holder -> assertThat(holder).contains("buildhost"));
    }

    @Test
    void whatAListenerThrowsWhileARunWaitsReachesTheCallerAsItIs() throws Exception {
        DataSource database = TestDatabases.postgres();
        var enough = new UnsupportedOperationException("enough");
        try (var run = PlainRun.on(database)) {
            var options = waiting(holder -> {
                throw enough;
            });

            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, options)).isSameAs(enough);
            assertThat(run.connection().isValid(1)).isTrue();
        }
    }

    private static MigrateOptions waiting(Consumer<String> onWaiting) {
        return MigrateOptions.builder()
                .lockWait(Duration.ofMinutes(1))
                .listener(new MigrationListener() {
                    @Override
                    public void waiting(String holder, Duration soFar) {
                        onWaiting.accept(holder);
                    }
                })
                .build();
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
        assertThat(TestDatabases.lock(database)).startsWith("locked|slipway ");

        assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }

    @Test
    void theLockIsOfOneHistoryTableSoThatSchemasDoNotWaitForEachOther() throws Exception {
        DataSource database = TestDatabases.postgres();
        TestDatabases.execute(database, "create schema a");
        TestDatabases.execute(database, "create schema b");
        LiquibaseEngine.builder("a.sql").defaultSchema("a").build().migrate(ONE, database);
        Connection holder = database.getConnection();
        TestDatabases.execute(database, "update a.databasechangeloglock set locked = true, lockedby = 'buildhost'");

        var report = LiquibaseEngine.builder("a.sql").defaultSchema("b").build().migrate(ONE, database, AT_ONCE);

        holder.close();
        assertThat(report.applied()).hasSize(1);
        assertThat(TestDatabases.query(database, "select count(*) from b.one")).containsExactly("0");
    }
}
