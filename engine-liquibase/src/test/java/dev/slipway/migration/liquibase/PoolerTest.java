package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool in transaction mode makes session locks void: no run may rely on one there. */
class PoolerTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    private static final String ONE = "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n";
    private static final Changelog FIRST = Changelog.of(Map.of("a.sql", ONE));
    private static final Changelog BOTH =
            Changelog.of(Map.of("a.sql", ONE + "--changeset a:2\ncreate table two (a int);\n"));
    private static final MigrateOptions AT_ONCE =
            MigrateOptions.builder().lockWait(Duration.ZERO).build();

    private final DataSource database = TestDatabases.postgres();

    /** Other clients of a pool, who take a session as soon as a run has ended a transaction in it. */
    private static final class Busy extends PGSimpleDataSource implements AutoCloseable {
        private static final long serialVersionUID = 1;

        private final transient DataSource pool;
        private final transient List<Connection> others = new ArrayList<>();
        private boolean busy;

        Busy(DataSource pool, boolean busy) {
            this.pool = pool;
            this.busy = busy;
        }

        void begin() {
            busy = true;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = pool.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Busy.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        try {
                            Object result = method.invoke(connection, arguments);
                            if (busy && List.of("commit", "rollback").contains(method.getName())) {
                                takeSession();
                            }
                            return result;
                        } catch (InvocationTargetException failure) {
                            throw failure.getCause();
                        }
                    });
        }

        private void takeSession() throws SQLException {
            // Not more than the pool has: the run itself would wait for ever.
            if (others.size() == 3) {
                others.remove(0).close();
            }
            Connection other = pool.getConnection();
            others.add(other);
            other.setAutoCommit(false);
            other.createStatement().execute("select 1");
        }

        @Override
        public void close() throws SQLException {
            for (Connection other : others) {
                other.close();
            }
        }
    }

    @Test
    void aRunWhoseStatementsReachDifferentSessionsIsRefusedWithTheReasonAndTheCure() throws Exception {
        try (var bouncer = PgBouncer.start(database, "transaction", 5);
                var busy = new Busy(bouncer.pooled(), true)) {
            assertThatThrownBy(() -> ENGINE.migrate(BOTH, busy))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("different sessions")
                    .hasMessageContaining("PgBouncer")
                    .hasMessageContaining("Nothing was executed")
                    .hasMessageContaining("session mode");
        }
        assertThat(TestDatabases.tables(database)).isEmpty();
        assertThat(ENGINE.migrate(BOTH, database, AT_ONCE).applied()).hasSize(2);
    }

    @Test
    void aSessionThatHoldsTheLockOfALiveRunIsNotTakenForThisRunsOwn() throws Exception {
        ENGINE.migrate(FIRST, database);
        TestDatabases.execute(
                database,
                "update databasechangeloglock set locked = true, lockedby = 'slipway 1@other 0a1b2c3d',"
                        + " lockgranted = now()");
        try (var bouncer = PgBouncer.start(database, "transaction", 1);
                var alive = bouncer.pooled().getConnection()) {
            assertThat(SessionLockTest.sessionLock(alive).tryAcquire().holds()).isTrue();
            alive.commit();

            assertThatThrownBy(() -> ENGINE.migrate(BOTH, bouncer.pooled()))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("the lock of another run already")
                    .hasMessageContaining("PgBouncer");
            assertThat(TestDatabases.lock(database)).isEqualTo("locked|slipway 1@other 0a1b2c3d");
            assertThatThrownBy(() -> ENGINE.migrate(BOTH, database, AT_ONCE))
                    .as("the session still holds it")
                    .isInstanceOf(DatabaseUnavailableException.class);
        }
    }

    @Test
    void aRunEndsBeforeTheNextChangeSetWhenItsSessionChanges() throws Exception {
        try (var bouncer = PgBouncer.start(database, "transaction", 5);
                var busy = new Busy(bouncer.pooled(), false)) {
            var options = MigrateOptions.builder()
                    .listener(new MigrationListener() {
                        @Override
                        public void applied(Migration migration, Duration elapsed) {
                            busy.begin();
                        }
                    })
                    .build();

            // A run looks about once a second.
            var changelog = Changelog.of(
                    Map.of("a.sql", ONE + "select pg_sleep(1.1);\n--changeset a:2\ncreate table two (a int);\n"));
            var incomplete = catchThrowableOfType(
                    MigrationIncompleteException.class, () -> ENGINE.migrate(changelog, busy, options));

            assertThat(incomplete)
                    .hasMessageContaining("Ended before 'a.sql::2::a'")
                    .hasMessageContaining("PgBouncer");
            assertThat(incomplete.applied()).extracting(Migration::id).containsExactly("a.sql::1::a");
        }
        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKey("two");
    }

    @Test
    void aRowOfLiquibasesOwnIsRespectedWhenThePooledSessionMayHaveBeenItsHolders() throws Exception {
        ENGINE.migrate(FIRST, database);
        try (var bouncer = PgBouncer.start(database, "transaction", 1)) {
            TestDatabases.execute(
                    bouncer.pooled(),
                    "update databasechangeloglock set locked = true, lockedby = 'buildhost', lockgranted = now()");
            Awaitility.await()
                    .until(() -> TestDatabases.query(
                                    bouncer.pooled(),
                                    "select clock_timestamp() - backend_start > interval '1.5 seconds'"
                                            + " from pg_stat_activity where pid = pg_backend_pid()")
                            .equals(List.of("t")));

            assertThatThrownBy(() -> ENGINE.migrate(BOTH, bouncer.pooled(), AT_ONCE))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("'buildhost'")
                    .hasMessageContaining("1 open session may be its own");
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("locked|buildhost");
    }

    @Test
    void aPoolInSessionModeServesRunsAndTheTakingOverOfADeadRunsRow() throws Exception {
        try (var bouncer = PgBouncer.start(database, "session", 2)) {
            ENGINE.migrate(FIRST, bouncer.pooled());
            TestDatabases.execute(
                    database, "update databasechangeloglock set locked = true, lockedby = 'slipway 1@gone 0a1b2c3d'");

            assertThat(ENGINE.migrate(BOTH, bouncer.pooled(), AT_ONCE).applied())
                    .hasSize(1);
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }
}
