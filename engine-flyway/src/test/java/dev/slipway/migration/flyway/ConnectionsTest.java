package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.Intercepted.dataSource;
import static dev.slipway.migration.flyway.Intercepted.proxy;
import static dev.slipway.migration.flyway.TestDatabases.lockingSessions;
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
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes between the engine and a server. */
@Timeout(60)
class ConnectionsTest {
    private static final Changelog SMALL = Changelog.of(Map.of("V1__a.sql", "create table a (id int);"));

    private final FlywayEngine engine = new FlywayEngine();

    @Test
    void aPoolInTransactionModeIsRecognisedAndNothingRuns() throws Exception {
        var database = TestDatabases.postgres();
        try (Connection one = database.getConnection();
                Connection two = database.getConnection()) {
            var turn = new AtomicInteger();
            DataSource pooler = dataSource(() -> alternating(List.of(one, two), turn));

            assertThatThrownBy(() -> engine.migrate(SMALL, pooler))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("pool in transaction mode")
                    .hasMessageContaining("nothing was executed");
            assertThat(lockingSessions(database)).isEmpty();
        }

        assertThat(engine.plan(SMALL, database).pending()).hasSize(1);
    }

    /** Every statement goes to another session. */
    private static Connection alternating(List<Connection> sessions, AtomicInteger turn) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                return null;
            }
            Connection session =
                    sessions.get(method.getName().endsWith("Statement") ? turn.getAndIncrement() % sessions.size() : 0);
            return method.invoke(session, arguments);
        });
    }

    @Test
    void aPoolThatIsTooSmallForARunOnH2IsNamed() {
        assertThatThrownBy(() -> engine.migrate(SMALL, SmallPool.of(2, TestDatabases.h2())))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("three at a time on H2");
        assertThat(engine.migrate(SMALL, SmallPool.of(3, TestDatabases.h2())).applied())
                .hasSize(1);
    }

    @Test
    void aPoolThatWouldWaitForEverIsLeftToItselfAndAConnectionThatComesTooLateGoesBack() throws Exception {
        var database = TestDatabases.h2();
        var released = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        DataSource stalling = dataSource(() -> {
            awaitWithoutInterrupt(released);
            Connection connection = database.getConnection();
            return proxy(Connection.class, (method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.countDown();
                }
                return method.invoke(connection, arguments);
            });
        });
        var further = new Further(stalling, Redactor.none(), Duration.ofMillis(50));

        assertThatThrownBy(further::open)
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("let the pool have so many");

        released.countDown();
        closed.await();
    }

    private static void awaitWithoutInterrupt(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException ignored) {
                // As a pool may do.
            }
        }
    }

    @Test
    void aDatabaseThatFlywayDoesNotKnowIsAnsweredWithTheModuleThatDoes() {
        var h2 = TestDatabases.h2();
        DataSource oracle = dataSource(() -> named("Oracle", h2.getConnection()));
        DataSource other = dataSource(() -> named("Abacus", h2.getConnection()));

        assertThatThrownBy(() -> engine.plan(SMALL, oracle))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("'Oracle'")
                .hasMessageContaining("org.flywaydb:flyway-database-oracle:" + FlywayVersion.read());
        assertThatThrownBy(() -> engine.migrate(SMALL, other)).hasMessageContaining("'Abacus'");
    }

    private static Connection named(String product, Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = method.invoke(connection, arguments);
            return result instanceof DatabaseMetaData metaData ? named(product, metaData) : result;
        });
    }

    private static DatabaseMetaData named(String product, DatabaseMetaData metaData) {
        return proxy(
                DatabaseMetaData.class,
                (method, arguments) -> method.getName().equals("getDatabaseProductName")
                        ? product
                        : method.invoke(metaData, arguments));
    }

    @Test
    void aLockThatWasTakenIsGivenBackIfTheNextStatementFails() throws Exception {
        var database = TestDatabases.postgres();
        try (Connection pooled = database.getConnection()) {
            DataSource failing = Intercepted.watched(kept(pooled), new Intercepted.Watcher() {
                private boolean locked;

                @Override
                public void before(String sql) throws SQLException {
                    if (locked && !sql.contains("pg_advisory_unlock")) {
                        throw new SQLException("out of memory", "53200");
                    }
                }

                @Override
                public void after(String sql) {
                    locked |= sql.contains("pg_try_advisory_lock");
                }
            });

            assertThatThrownBy(() -> engine.migrate(SMALL, failing))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("53200");
            assertThat(lockingSessions(database)).isEmpty();
        }
    }

    @Test
    void aLockIsGivenBackOnAConnectionThatIsLeftInAFailedTransaction() throws Exception {
        var database = TestDatabases.postgres();
        try (Connection pooled = database.getConnection();
                Connection other = database.getConnection()) {
            HistoryTable history = new HistoryTable("public", "flyway_schema_history", false);
            var lock = new PostgresLock(pooled, history);
            assertThat(lock.tryLock()).isTrue();
            pooled.setAutoCommit(false);
            assertThatThrownBy(() -> pooled.createStatement().execute("select nothing"))
                    .isInstanceOf(SQLException.class);

            lock.close();

            assertThat(new PostgresLock(other, history).tryLock()).isTrue();
        }
    }

    /** As a pool would do it: the connection goes back, and is not closed. */
    private static DataSource kept(Connection connection) {
        return dataSource(() -> proxy(
                Connection.class,
                (method, arguments) -> method.getName().equals("close") ? null : method.invoke(connection, arguments)));
    }

    private static Connection lent(Connection connection, Queue<Connection> pool) {
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close")) {
                pool.add(connection);
                return null;
            }
            return method.invoke(connection, arguments);
        });
    }

    @Test
    void aHistoryThatCannotBeReadAgainAfterARunIsNoSuccessAndTellsWhatRan() {
        var ended = new AtomicBoolean();
        DataSource leaving = Intercepted.watched(TestDatabases.h2(), new Intercepted.Watcher() {
            @Override
            public void before(String sql) throws SQLException {
                if (ended.get()) {
                    throw new SQLException("the server went away", "08006");
                }
            }
        });
        var options = MigrateOptions.builder()
                .listener(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration elapsed) {
                        ended.set(true);
                    }
                })
                .build();

        var failure =
                catchThrowableOfType(MigrationIncompleteException.class, () -> engine.migrate(SMALL, leaving, options));

        assertThat(failure).hasMessageContaining("cannot be read again").hasMessageContaining("08006");
        assertThat(failure.applied()).extracting(Migration::id).containsExactly("1");
    }

    @Test
    void connectionsOfAPoolOnH2GoBackWithTheLockTimeOutAndAutoCommitTheyCameWith() throws Exception {
        var database = TestDatabases.h2();
        var pool = new ArrayDeque<Connection>();
        for (int i = 0; i < 3; i++) {
            Connection connection = database.getConnection();
            connection.createStatement().execute("set lock_timeout " + (7000 + i));
            connection.setAutoCommit(false);
            pool.add(connection);
        }
        List<Connection> all = List.copyOf(pool);

        engine.migrate(SMALL, dataSource(() -> lent(pool.remove(), pool)));

        assertThat(pool).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(all.get(i).getAutoCommit()).as("auto-commit of %s", i).isFalse();
            try (var rows = all.get(i).createStatement().executeQuery("select lock_timeout()")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(7000 + i);
            }
            all.get(i).close();
        }
    }
}
