package dev.slipway.migration.liquibase;

import static dev.slipway.migration.liquibase.LockTest.AT_ONCE;
import static dev.slipway.migration.liquibase.LockTest.ENGINE;
import static dev.slipway.migration.liquibase.LockTest.ONE;
import static dev.slipway.migration.liquibase.LockTest.TWO;
import static dev.slipway.migration.liquibase.LockTest.setRow;
import static dev.slipway.migration.liquibase.SessionLockTest.sessionLock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.liquibase.LockTest.PlainRun;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is the same for all databases whose sessions hold locks. */
abstract class LocksContract extends LockRowContract {
    @Test
    void aRowThatAKilledRunOfOursLeftIsTakenOverAndReportedWhateverSessionsThereAre() throws Exception {
        DataSource database = fresh();
        ENGINE.migrate(ONE, database);
        setRow(database, "slipway 1@gone 0a1b2c3d", "current_timestamp");

        try (var logs = new LogCapture(DatabaseLock.class.getName());
                var other = database.getConnection()) {
            assertThat(ENGINE.migrate(TWO, database, AT_ONCE).applied()).hasSize(1);
            assertThat(other.isValid(1)).isTrue();
            assertThat(logs.lines())
                    .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("slipway 1@gone 0a1b2c3d"));
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }

    @Test
    void aRowOfLiquibasesOwnIsTakenOverAndReportedWhenNoSessionIsLeftThatMayBeItsHolders() throws Exception {
        DataSource database = fresh();
        PlainRun.on(database).close();

        try (var logs = new LogCapture(DatabaseLock.class.getName())) {
            // The server may need a moment to notice that the session ended.
            assertThat(ENGINE.migrate(TWO, database).applied()).hasSize(1);
            assertThat(logs.lines())
                    .anySatisfy(line ->
                            assertThat(line).startsWith("WARN").contains("'buildhost (10.0.0.7)' (for", "dead"));
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }

    @Test
    void sessionLocksAreOfOneDatabaseNameTheirHolderAndEndWithTheirSession() throws Exception {
        DataSource database = fresh();
        DataSource elsewhere = fresh();
        try (var first = database.getConnection();
                var second = database.getConnection();
                var third = elsewhere.getConnection()) {
            SessionLock waiting = sessionLock(second);
            assertThat(sessionLock(first).tryAcquire().holds()).isTrue();
            assertThat(waiting.tryAcquire().holds()).isFalse();
            assertThat(waiting.holder()).matches("another run \\(server (process|connection) \\d+, .*\\)");
            assertThat(sessionLock(third).tryAcquire().holds()).isTrue();

            first.close();

            Awaitility.await().until(() -> waiting.tryAcquire().holds());
        }
    }

    @Test
    void theLockOfALiveRunIsNotReleased() throws Exception {
        DataSource database = fresh();
        try (var alive = database.getConnection()) {
            assertThat(sessionLock(alive).tryAcquire().holds()).isTrue();

            assertThatThrownBy(() -> ENGINE.releaseLocks(database))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("is alive");
        }
    }

    @Test
    void aChangelogThatAsksForQuotedNamesLeavesNoLockBehind() {
        DataSource database = fresh();
        var changelog = Changelog.of(Map.of(
                "a.yaml",
                "databaseChangeLog:\n  - objectQuotingStrategy: QUOTE_ALL_OBJECTS\n"
                        + "  - changeSet:\n      id: 1\n      author: a\n      changes:\n"
                        + "        - createTable:\n            tableName: Mixed\n            columns:\n"
                        + "              - column: {name: Id, type: int}\n"));

        LiquibaseEngine.of("a.yaml").migrate(changelog, database);

        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }
}
