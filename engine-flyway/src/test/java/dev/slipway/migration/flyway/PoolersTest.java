package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.TestDatabases.lockingSessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What holds through PgBouncer: a run is right or refused, and no lock stays behind in a session of the pool. */
@Timeout(60)
class PoolersTest {
    private static final Changelog SMALL = Changelog.of(Map.of(
            "V1__a.sql", "create table a (id int);",
            "V2__i.sql", "create index concurrently i on a (id);",
            "V3__b.sql", "create table b (id int);"));

    private static @Nullable PgBouncer transactions;
    private static @Nullable PgBouncer sessions;

    private final FlywayEngine engine = new FlywayEngine();
    private final PGSimpleDataSource database = TestDatabases.postgres();
    private final PGSimpleDataSource pooled = transactions.to(database);
    private final Occupant occupant = new Occupant(pooled);

    @BeforeAll
    static void startPoolers(@TempDir Path folder) throws Exception {
        PgBouncer.requireInstalled();
        transactions = PgBouncer.start(folder, "transaction");
        sessions = PgBouncer.start(folder, "session");
    }

    @AfterAll
    static void stopPoolers() {
        if (transactions != null) {
            transactions.close();
        }
        if (sessions != null) {
            sessions.close();
        }
    }

    @Test
    void inTransactionModeARunThatHasThePoolForItselfIsRightAndLeavesNoLock() {
        assertThat(engine.migrate(SMALL, pooled).applied()).hasSize(3);
        assertThat(engine.migrate(SMALL, pooled).applied()).isEmpty();

        assertThat(lockingSessions(database)).isEmpty();
    }

    @Test
    void inSessionModeARunIsRightAndLeavesNoLock() {
        assertThat(engine.migrate(SMALL, sessions.to(database)).applied()).hasSize(3);

        assertThat(lockingSessions(database)).isEmpty();
    }

    @Test
    void aRunThatLeavesItsSessionBeforeItIsLockedIsRefused() {
        DataSource leaving = after("pg_backend_pid(), true", 1);

        assertRefused(leaving);
    }

    @Test
    void aRunThatLeavesItsSessionOnceItIsLockedIsRefusedAndFindsBackToUnlockIt() {
        DataSource leaving = after("pg_try_advisory_lock", 1);

        assertRefused(leaving);
    }

    private void assertRefused(DataSource leaving) {
        assertThatThrownBy(() -> engine.migrate(SMALL, leaving))
                .isExactlyInstanceOf(MigrationException.class)
                .hasMessageContaining("reach different sessions")
                .hasMessageContaining("pool in transaction mode")
                .hasMessageContaining("nothing was executed");

        assertThat(occupant.wasThere()).isTrue();
        assertThat(lockingSessions(database)).isEmpty();
        assertThat(engine.plan(SMALL, database).pending()).hasSize(3);
    }

    @Test
    void aMigrationDoesNotRunInAnotherSessionThanTheOneThatIsLocked() {
        // The engine's, Flyway's for the history table, for V1 and for V2.
        DataSource leaving = after("pg_try_advisory_lock", 4);

        var failure = catchThrowableOfType(MigrationIncompleteException.class, () -> engine.migrate(SMALL, leaving));

        assertThat(occupant.wasThere()).isTrue();
        assertThat(failure).hasMessageContaining("Ended before '2'").hasMessageContaining("pool in transaction mode");
        assertThat(failure.applied()).extracting(migration -> migration.id()).containsExactly("1");
        assertThat(lockingSessions(database)).isEmpty();
        assertThat(engine.migrate(SMALL, database).applied()).hasSize(2);
    }

    @Test
    void aSecondRunThatIsServedByTheSessionOfTheFirstIsRefusedAndTheFirstKeepsItsLock() {
        var refused = new ArrayList<Throwable>();
        var locked = new ArrayList<String>();

        var report = engine.migrate(
                SMALL,
                pooled,
                MigrateOptions.builder()
                        .listener(new MigrationListener() {
                            @Override
                            public void planned(MigrationPlan plan) {
                                refused.add(catchThrowable(() -> engine.migrate(SMALL, pooled)));
                                locked.addAll(lockingSessions(database));
                            }
                        })
                        .build());

        assertThat(refused)
                .singleElement()
                .asString()
                .contains("holds the lock of a run already")
                .contains("nothing was executed");
        assertThat(locked).hasSize(1);
        assertThat(report.applied()).hasSize(3);
        assertThat(lockingSessions(database)).isEmpty();
    }

    /** The pooled database; from the given statement on another client is served by the session that served it. */
    private DataSource after(String part, int times) {
        return Intercepted.watched(pooled, new Displacing(part, times));
    }

    /** Lets the other client take the session, and leave it when the engine looks for it a second time. */
    private final class Displacing implements Intercepted.Watcher {
        private final String part;
        private int left;
        private int searches;

        Displacing(String part, int times) {
            this.part = part;
            this.left = times;
        }

        @Override
        public void before(String sql) throws SQLException {
            if (sql.contains("case when not exists") && ++searches == 2) {
                occupant.leave();
            }
        }

        @Override
        public void after(String sql) throws SQLException {
            if (sql.contains(part) && --left == 0) {
                occupant.enter();
            }
        }
    }

    /** Another client of the pool, which is served by the session that was used last. */
    private static final class Occupant {
        private final DataSource pooled;
        private @Nullable Connection connection;

        Occupant(DataSource pooled) {
            this.pooled = pooled;
        }

        void enter() throws SQLException {
            connection = pooled.getConnection();
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1");
        }

        void leave() throws SQLException {
            if (connection != null) {
                // Else PgBouncer closes the session, and the lock with it.
                connection.commit();
                connection.close();
            }
        }

        boolean wasThere() {
            return connection != null;
        }
    }
}
