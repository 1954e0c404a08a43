package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The locks that servers hold for sessions. */
class SessionLockTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");

    @Test
    void sessionLocksAreOfOneDatabaseNameTheirHolderAndEndWithTheirSession() throws Exception {
        for (DataSource database : TestDatabases.withSessionLocks()) {
            DataSource elsewhere =
                    TestDatabases.isMariaDb(database) ? TestDatabases.mariaDb() : TestDatabases.postgres();
            try (var first = database.getConnection();
                    var second = database.getConnection();
                    var third = elsewhere.getConnection()) {
                SessionLock waiting = sessionLock(second);
                assertThat(sessionLock(first).tryAcquire()).isTrue();
                assertThat(waiting.tryAcquire()).isFalse();
                assertThat(waiting.holder()).matches("another run \\(server (process|connection) \\d+, .*\\)");
                assertThat(sessionLock(third).tryAcquire()).isTrue();

                first.close();

                Awaitility.await().until(waiting::tryAcquire);
            }
        }
    }

    @Test
    void theLockOfALiveRunIsNotReleased() throws Exception {
        for (DataSource database : TestDatabases.withSessionLocks()) {
            try (var alive = database.getConnection()) {
                assertThat(sessionLock(alive).tryAcquire()).isTrue();

                assertThatThrownBy(() -> ENGINE.releaseLocks(database))
                        .isInstanceOf(DatabaseUnavailableException.class)
                        .hasMessageContaining("is alive");
            }
        }
    }

    private static SessionLock sessionLock(Connection connection) throws Exception {
        Scope.ScopedRunnerWithReturn<SessionLock> quietly = () -> SessionLock.of(
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                        connection)
                .orElseThrow();
        return Scope.child(Map.of(Scope.Attr.logService.name(), new QuietLogs(Redactor.none())), quietly);
    }
}
