package dev.slipway.migration.liquibase;

import static dev.slipway.migration.liquibase.LockTest.AT_ONCE;
import static dev.slipway.migration.liquibase.LockTest.ENGINE;
import static dev.slipway.migration.liquibase.LockTest.ONE;
import static dev.slipway.migration.liquibase.LockTest.TWO;
import static dev.slipway.migration.liquibase.LockTest.setRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.liquibase.LockTest.PlainRun;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is the same for the lock tables of all databases. */
abstract class LockRowContract {
    abstract DataSource fresh();

    @Test
    void aRowOfLiquibasesOwnIsRespectedWhileASessionMayBeItsHoldersAndItsHolderAgeAndTheCureAreNamed()
            throws Exception {
        DataSource database = fresh();
        try (var run = PlainRun.on(database)) {
            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageMatching(".*'buildhost \\(10.0.0.7\\)' \\(for \\d+ s.*release-locks.*");
            assertThat(run.connection().isValid(1)).isTrue();
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("locked|buildhost (10.0.0.7)");
    }

    @Test
    void theAgeOfARowIsByTheServersClockWhateverTimeZoneTheSessionHas() throws Exception {
        DataSource database = fresh();
        ENGINE.migrate(ONE, database);
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    TestDatabases.isMariaDb(database)
                            ? "set time_zone = '+09:30'"
                            : "set time zone 'Australia/Darwin'");
            var session = new OnlyConnection(connection);
            setRow(session, "buildhost (10.0.0.7)", "localtimestamp");

            assertThat(ENGINE.listLocks(session))
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.since())
                            .hasValueSatisfying(since ->
                                    assertThat(since).isBetween(Instant.now().minusSeconds(300), Instant.now())));
        }
    }

    @Test
    void theAgeOfARowOfAnotherTimeZoneIsUnknownIfThatShows() throws Exception {
        DataSource database = fresh();
        ENGINE.migrate(ONE, database);
        try (var other = database.getConnection()) {
            setRow(database, "buildhost (10.0.0.7)", "localtimestamp + interval '2' hour");

            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                    .hasMessageContaining("'buildhost (10.0.0.7)' (for an unknown time");
            assertThat(ENGINE.listLocks(database))
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.since()).isEmpty());
            assertThat(other.isValid(1)).isTrue();
        }
    }

    @Test
    void whoHoldsTheLockIsListedWithoutWritingAnything() throws Exception {
        DataSource database = fresh();
        assertThat(ENGINE.listLocks(database)).isEmpty();
        assertThat(TestDatabases.tables(database)).isEmpty();
        try (var run = PlainRun.on(database)) {
            assertThat(ENGINE.listLocks(database)).singleElement().satisfies(holder -> {
                assertThat(holder.name()).isEqualTo("buildhost (10.0.0.7)");
                assertThat(holder.since()).isPresent();
            });
            assertThat(run.connection().isValid(1)).isTrue();
        }
        ENGINE.releaseLocks(database);
        assertThat(ENGINE.listLocks(database)).isEmpty();
    }
}
