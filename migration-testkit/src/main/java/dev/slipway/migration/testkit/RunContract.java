package dev.slipway.migration.testkit;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_CHANGED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a run that succeeds does and reports, alone and as one of several on the same database. */
abstract class RunContract extends ApplicableContract {
    RunContract() {}

    @Test
    void aRunAppliesWhatIsPendingInOrderAndReportsIt() throws Exception {
        DataSource database = emptyDatabase();

        MigrationReport report = engine().migrate(changelog(SHIP, ARGO, PORT), database);

        assertEquals(ids(SHIP, ARGO, PORT), ids(report.before().pending()));
        assertEquals(ids(SHIP, ARGO, PORT), appliedIds(report));
        assertEquals(List.of(), report.declined());
        assertEquals(List.of(), report.after().pending());
        for (var step : List.of(SHIP, ARGO, PORT)) {
            assertState(APPLIED, step, report.after());
        }
        assertEquals(Map.of("ship", 1L, "port", 0L), Tables.rows(database));
    }

    @Test
    void aRunAppliesOnlyWhatWasAdded() throws Exception {
        DataSource database = databaseWith(SHIP, ARGO);

        MigrationReport report = engine().migrate(changelog(SHIP, ARGO, PORT), database);

        assertEquals(ids(PORT), ids(report.before().pending()));
        assertEquals(ids(PORT), appliedIds(report));
        assertEquals(Map.of("ship", 1L, "port", 0L), Tables.rows(database));
    }

    @Test
    void aRunWithNothingToDoReportsNothingApplied() throws Exception {
        DataSource database = databaseWith(SHIP, ARGO);

        MigrationReport report = engine().migrate(changelog(SHIP, ARGO), database);

        assertEquals(List.of(), report.before().pending());
        assertEquals(List.of(), report.applied());
        assertState(APPLIED, ARGO, report.after());
        assertEquals(Map.of("ship", 1L), Tables.rows(database));
    }

    @Test
    void aReportsAfterIsWhatAFreshPlanSays() {
        DataSource database = emptyDatabase();
        Changelog changelog = changelog(SHIP, ARGO);

        MigrationPlan after = engine().migrate(changelog, database).after();
        MigrationPlan fresh = engine().plan(changelog, database);

        assertEquals(describe(fresh), describe(after));
        assertEquals(fresh.digest(), after.digest());
        assertEquals(fresh.isApplicable(), after.isApplicable());
    }

    private static List<String> describe(MigrationPlan plan) {
        return plan.entries().stream()
                .map(entry -> entry + " " + entry.historyChecksum() + " " + entry.changelogChecksum())
                .toList();
    }

    @Test
    void aReportsTimesAreThoseOfTheRun() {
        DataSource database = emptyDatabase();
        Duration rounding = Duration.ofMillis(50);

        long start = System.nanoTime();
        MigrationReport report = engine().migrate(changelog(SHIP, ARGO, PORT), database);
        Duration measured = Duration.ofNanos(System.nanoTime() - start);

        assertTrue(report.elapsed().compareTo(Duration.ZERO) > 0, "a run takes time");
        assertTrue(
                report.elapsed().compareTo(measured.plus(rounding)) <= 0,
                () -> "the report says " + report.elapsed() + ", but the run took " + measured);
        Duration sum = Duration.ZERO;
        for (var applied : report.applied()) {
            assertFalse(applied.elapsed().isNegative(), () -> "negative: " + applied);
            sum = sum.plus(applied.elapsed());
        }
        assertTrue(sum.compareTo(report.elapsed().plus(rounding)) <= 0, "the parts take longer than the whole");
    }

    @Test
    void aMigrationAddedAfterARunWithNothingToDoIsAppliedAndAfterSaysSo() throws Exception {
        DataSource database = emptyDatabase();
        var engine = engine();
        engine.migrate(changelog(SHIP, ARGO), database);
        engine.migrate(changelog(SHIP, ARGO), database);

        MigrationReport report = engine.migrate(changelog(SHIP, ARGO, PORT), database);

        assertEquals(ids(PORT), appliedIds(report));
        assertState(APPLIED, PORT, report.after());
        assertTrue(Tables.rows(database).containsKey("port"), "reported as applied, but the table is not there");
    }

    @Test
    void aMigrationEditedAfterARunWithNothingToDoIsNoticed() throws Exception {
        DataSource database = emptyDatabase();
        var engine = engine();
        engine.migrate(changelog(SHIP, ARGO), database);
        engine.migrate(changelog(SHIP, ARGO), database);

        if (has(REJECTS_CHANGED)) {
            assertThrows(
                    MigrationRejectedException.class, () -> engine.migrate(changelog(SHIP, EDITED_ARGO), database));
        } else {
            engine.migrate(changelog(SHIP, EDITED_ARGO), database);
        }
        assertEquals(List.of("Argo"), Tables.ships(database));
    }

    @Test
    void aRepeatableMigrationEditedAfterARunWithNothingToDoRunsAgain() throws Exception {
        assumeRepeatable();
        DataSource database = emptyDatabase();
        var engine = engine();
        engine.migrate(changelog(SHIP, FLEET), database);
        engine.migrate(changelog(SHIP, FLEET), database);

        MigrationReport report = engine.migrate(changelog(SHIP, EDITED_FLEET), database);

        assertEquals(ids(FLEET), appliedIds(report));
        assertEquals(List.of("Beagle", "Dunbrody"), Tables.ships(database));
    }

    @Test
    void aDatabaseThatWasEmptiedBetweenRunsIsMigratedAgain() throws Exception {
        DataSource database = emptyDatabase();
        var engine = engine();
        engine.migrate(changelog(SHIP, ARGO), database);
        engine.migrate(changelog(SHIP, ARGO), database);
        Tables.dropAll(database);

        MigrationReport report = engine.migrate(changelog(SHIP, ARGO), database);

        assertEquals(ids(SHIP, ARGO), appliedIds(report));
        assertEquals(List.of("Argo"), Tables.ships(database));
    }

    @TestFactory
    Stream<DynamicTest> aRunSucceedsAlthoughTheEngineDeclinesAMigrationForADocumentedReason() {
        assumeFalse(
                declinedCases().isEmpty(), "declinedCases is not overridden: this engine executes whatever is pending");
        return declinedCases().stream().map(declined -> dynamicTest(declined.reason(), () -> check(declined)));
    }

    private void check(DeclinedCase declined) {
        DataSource database = emptyDatabase();

        MigrationReport report = engine().migrate(declined.changelog(), database);

        assertEquals(declined.applied(), appliedIds(report), "applied");
        assertDeclined(declined, report);
        assertEquals(
                new HashSet<>(declined.declined()),
                new HashSet<>(ids(engine().plan(declined.changelog(), database).pending())),
                "pending afterwards");

        MigrationReport second = engine().migrate(declined.changelog(), database);

        assertDeclined(declined, second);
    }

    private static void assertDeclined(DeclinedCase expected, MigrationReport report) {
        assertEquals(
                expected.declined(),
                report.declined().stream().map(one -> one.migration().id()).toList(),
                "declined");
        for (var one : report.declined()) {
            assertTrue(
                    one.reason().contains(expected.reason()),
                    () -> "the reason should contain '" + expected.reason() + "': " + one.reason());
        }
        assertEquals(
                new HashSet<>(expected.declined()),
                new HashSet<>(ids(report.after().pending())),
                "pending after");
    }
}
