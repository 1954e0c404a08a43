package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.Intercepted.dataSource;
import static dev.slipway.migration.flyway.Intercepted.proxy;
import static dev.slipway.migration.flyway.TestDatabases.lockingSessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
}
