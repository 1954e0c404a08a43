package dev.slipway.migration.testkit;

import static dev.slipway.migration.MigrationPlan.State.FAILED;
import static dev.slipway.migration.testkit.EngineTrait.RECOVERS_FROM_FAILURE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What happens when a migration fails or the database cannot be had, and what becomes of connections in any case. */
abstract class FailureContract extends ListenerContract {
    FailureContract() {}

    @Test
    void aFailingMigrationEndsTheRunWhichSaysWhatWasAppliedAndWhatFailed() throws Exception {
        DataSource database = emptyDatabase();
        var recorder = new Recorder();

        var incomplete = assertThrows(
                MigrationIncompleteException.class,
                () -> engine().migrate(changelog(SHIP, ARGO, BROKEN_PORT, CARGO), database, listening(recorder)));

        assertEquals(ids(SHIP, ARGO), ids(incomplete.applied()));
        assertEquals(ids(BROKEN_PORT), ids(incomplete.failed().stream().toList()));
        assertOneLine(incomplete);
        assertEquals(Map.of("ship", 1L), Tables.rows(database));
    }

    @Test
    void theListenerHearsOfTheMigrationThatFailed() {
        var recorder = new Recorder();

        assertThrows(
                MigrationIncompleteException.class,
                () -> engine().migrate(changelog(SHIP, BROKEN_PORT, CARGO), emptyDatabase(), listening(recorder)));

        assertEquals(
                List.of(
                        "planned 3",
                        "started " + id(SHIP) + " 1/3",
                        "applied " + id(SHIP),
                        "started " + id(PORT) + " 2/3",
                        "failed " + id(PORT)),
                recorder.events());
        assertOneLine(recorder.failures().get(0));
    }

    @Test
    void theRunAfterAFailedMigrationWasMendedSucceedsOrIsRejectedForTheFailure() throws Exception {
        DataSource database = emptyDatabase();
        assertThrows(
                MigrationIncompleteException.class, () -> engine().migrate(changelog(SHIP, BROKEN_PORT), database));
        Changelog mended = changelog(SHIP, PORT);

        MigrationPlan plan = engine().plan(mended, database);

        if (has(RECOVERS_FROM_FAILURE)) {
            assertApplicable(plan);
            assertEquals(ids(PORT), appliedIds(engine().migrate(mended, database)));
            assertEquals(Map.of("ship", 0L, "port", 0L), Tables.rows(database));
        } else {
            assertState(FAILED, PORT, plan);
            assertNotApplicable(plan);
        }
    }

    @Test
    void aGroupOfMigrationsIsAppliedAsAWholeOrNotAtAll() throws Exception {
        var engine = groupingEngine();
        DataSource database = emptyDatabase();

        var incomplete = assertThrows(
                MigrationIncompleteException.class, () -> engine.migrate(changelog(SHIP, ARGO, BROKEN_PORT), database));

        assertEquals(List.of(), incomplete.applied());
        assertEquals(ids(PORT), ids(incomplete.failed().stream().toList()));
        assertEquals(Map.of(), Tables.rows(database));
        assertEquals(ids(SHIP, ARGO, PORT), appliedIds(engine.migrate(changelog(SHIP, ARGO, PORT), database)));
    }

    @Test
    void aRefusedLogInIsACredentialException() {
        var refused = new UnconnectableDataSource(
                () -> new SQLInvalidAuthorizationSpecException("password authentication failed", "28P01"));

        for (var call : callsOn(refused).entrySet()) {
            var failure = assertThrows(MigrationException.class, call.getValue(), call.getKey());
            assertInstanceOf(CredentialException.class, failure, call.getKey());
            assertOneLine(failure);
        }
    }

    @Test
    void aDatabaseThatCannotBeReachedIsADatabaseUnavailableException() {
        var unreachable = new UnconnectableDataSource(
                () -> new SQLNonTransientConnectionException("Connection to db:5432 refused", "08001"));

        for (var call : callsOn(unreachable).entrySet()) {
            var failure = assertThrows(MigrationException.class, call.getValue(), call.getKey());
            assertInstanceOf(DatabaseUnavailableException.class, failure, call.getKey());
            assertOneLine(failure);
        }
    }

    private Map<String, Executable> callsOn(DataSource database) {
        return Map.of(
                "plan", () -> engine().plan(changelog(SHIP), database),
                "dryRun", () -> engine().dryRun(changelog(SHIP), database),
                "migrate", () -> engine().migrate(changelog(SHIP), database));
    }

    @Test
    void theCallersDataSourceIsNeverClosed() {
        try (var database = new WatchedDataSource(emptyDatabase())) {
            engine().plan(changelog(SHIP), database);
            engine().dryRun(changelog(SHIP), database);
            engine().migrate(changelog(SHIP), database);
            tryToMigrate(changelog(SHIP, BROKEN_PORT), database);

            assertFalse(database.isClosed(), "the engine closed the caller's data source");
        }
    }

    @Test
    void noConnectionIsLeftOpenByAnyCall() {
        try (var database = new WatchedDataSource(emptyDatabase())) {
            engine().plan(changelog(SHIP), database);
            assertNoneOpen("plan of an empty database", database);
            engine().migrate(changelog(SHIP, ARGO), database);
            assertNoneOpen("migrate", database);
            engine().migrate(changelog(SHIP, ARGO), database);
            assertNoneOpen("migrate with nothing to do", database);
            engine().plan(changelog(SHIP, ARGO, PORT), database);
            assertNoneOpen("plan", database);
            engine().dryRun(changelog(SHIP, ARGO, PORT), database);
            assertNoneOpen("dryRun", database);
            tryToMigrate(changelog(SHIP, EDITED_ARGO), database);
            assertNoneOpen("migrate with an edited migration", database);
            tryToMigrate(changelog(SHIP, ARGO, BROKEN_PORT), database);
            assertNoneOpen("migrate that fails", database);
        }
    }

    private static void assertNoneOpen(String call, WatchedDataSource database) {
        assertTrue(database.opened() > 0, () -> call + " did not use the data source");
        assertEquals(0, database.open(), () -> "connections left open by " + call);
    }

    private void tryToMigrate(Changelog changelog, DataSource database) {
        try {
            engine().migrate(changelog, database);
        } catch (MigrationException expected) {
            // Only what it leaves open counts here.
        }
    }
}
