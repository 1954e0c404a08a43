package dev.slipway.migration.testkit;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.MigrationPlan.State.CHANGED;
import static dev.slipway.migration.MigrationPlan.State.FUTURE;
import static dev.slipway.migration.MigrationPlan.State.IGNORED;
import static dev.slipway.migration.MigrationPlan.State.MISSING;
import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static dev.slipway.migration.testkit.EngineTrait.KNOWS_FUTURE;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_BELOW_NEWEST;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_CHANGED;
import static dev.slipway.migration.testkit.EngineTrait.REJECTS_MISSING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a plan says about each way in which a changelog and a database can differ. */
abstract class PlanContract extends EngineFixture {
    /** Clocks of a database and of this machine may differ, but not by a time zone. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    PlanContract() {}

    @Test
    void aPlanOfAnEmptyDatabaseListsEveryMigrationAsPendingInOrder() {
        MigrationPlan plan = engine().plan(changelog(SHIP, ARGO, PORT), emptyDatabase());

        assertEquals(ids(SHIP, ARGO, PORT), ids(plan.pending()));
        assertEquals(3, plan.entries().size(), () -> plan.entries().toString());
        for (var entry : plan.entries()) {
            assertEquals(PENDING, entry.state());
            assertTrue(entry.historyChecksum().isEmpty(), "there is no history yet");
            assertTrue(entry.appliedAt().isEmpty(), "nothing was applied yet");
        }
        assertApplicable(plan);
    }

    @Test
    void aPlanSaysWhichChangelogItIsAbout() {
        Changelog changelog = changelog(SHIP, ARGO);

        MigrationPlan plan = engine().plan(changelog, emptyDatabase());

        assertEquals(changelog.origin(), plan.origin());
        assertEquals(changelog.digest(), plan.digest());
        for (var migration : plan.pending()) {
            migration
                    .path()
                    .ifPresent(path -> assertTrue(
                            changelog.file(path).isPresent(), () -> "no file of the changelog is at " + path));
        }
    }

    @Test
    void aPlanWritesNothingNotEvenHistoryTables() throws Exception {
        DataSource database = emptyDatabase();
        var empty = Tables.everything(database);

        engine().plan(changelog(SHIP, ARGO), database);

        assertEquals(empty, Tables.everything(database));
    }

    @Test
    void aPlanOfADatabaseWithAHistoryWritesNothing() throws Exception {
        DataSource database = databaseWith(SHIP, ARGO);
        var tables = Tables.everything(database);
        var rows = Tables.rows(database);

        engine().plan(changelog(SHIP, EDITED_ARGO, PORT), database);
        MigrationPlan plan = engine().plan(changelog(SHIP, ARGO, PORT), database);

        assertEquals(tables, Tables.everything(database));
        assertEquals(rows, Tables.rows(database));
        assertEquals(ids(PORT), ids(plan.pending()), "a plan must not change what the next one says");
    }

    @Test
    void whatWasAppliedIsListedAsAppliedWithItsTimeAndAnUnchangedChecksum() {
        DataSource database = databaseWith(SHIP, ARGO);

        MigrationPlan plan = engine().plan(changelog(SHIP, ARGO), database);

        for (var step : List.of(SHIP, ARGO)) {
            assertState(APPLIED, step, plan);
            var entry = entry(step, plan);
            assertEquals(entry.changelogChecksum(), entry.historyChecksum());
            entry.appliedAt().ifPresent(PlanContract::assertIsNow);
        }
        assertEquals(List.of(), plan.pending());
        assertApplicable(plan);
    }

    private static void assertIsNow(Instant appliedAt) {
        Duration distance = Duration.between(appliedAt, Instant.now()).abs();
        assertTrue(distance.compareTo(CLOCK_TOLERANCE) < 0, () -> "applied now, but the plan says " + appliedAt);
    }

    @Test
    void whatWasAddedIsPendingBesideWhatWasApplied() {
        DataSource database = databaseWith(SHIP, ARGO);

        MigrationPlan plan = engine().plan(changelog(SHIP, ARGO, PORT), database);

        assertState(APPLIED, SHIP, plan);
        assertState(APPLIED, ARGO, plan);
        assertState(PENDING, PORT, plan);
        assertEquals(ids(PORT), ids(plan.pending()));
        assertApplicable(plan);
    }

    @Test
    void anEditedMigrationIsListedAsChangedWithBothChecksumsByAnEngineThatRejectsIt() {
        DataSource database = databaseWith(SHIP, ARGO);

        MigrationPlan plan = engine().plan(changelog(SHIP, EDITED_ARGO), database);

        assertEquals(has(REJECTS_CHANGED), !plan.isApplicable(), () -> "problems: " + plan.problems());
        assertEquals(
                has(REJECTS_CHANGED),
                entry(ARGO, plan).state() == CHANGED,
                () -> plan.entries().toString());
        if (has(REJECTS_CHANGED)) {
            var entry = entry(ARGO, plan);
            assertTrue(entry.historyChecksum().isPresent(), "no checksum of the history");
            assertTrue(entry.changelogChecksum().isPresent(), "no checksum of the changelog");
            assertNotEquals(entry.historyChecksum(), entry.changelogChecksum());
            assertTrue(
                    plan.problems().stream()
                            .anyMatch(problem -> problem.migration().isEmpty()
                                    || problem.migration().get().id().equals(id(ARGO))),
                    () -> "a problem should name " + id(ARGO) + ": " + plan.problems());
        }
    }

    @Test
    void aProblemIsOneLine() {
        DataSource database = databaseWith(SHIP, ARGO, PORT);

        for (var changelog : List.of(changelog(SHIP, EDITED_ARGO, PORT), changelog(SHIP, PORT))) {
            for (var problem : engine().plan(changelog, database).problems()) {
                assertFalse(problem.message().isBlank(), "a problem's message is blank");
                assertEquals(1, problem.message().lines().count(), problem::message);
            }
        }
    }

    @Test
    void anAppliedMigrationThatTheChangelogLacksIsListedAsMissing() {
        DataSource database = databaseWith(SHIP, ARGO, PORT);

        MigrationPlan plan = engine().plan(changelog(SHIP, PORT), database);

        assertState(MISSING, ARGO, plan);
        assertEquals(has(REJECTS_MISSING), !plan.isApplicable(), () -> "problems: " + plan.problems());
    }

    @Test
    void anOldReplicaIsNotBlockedByMigrationsNewerThanItsChangelog() throws Exception {
        DataSource database = databaseWith(SHIP, ARGO, PORT);
        Changelog old = changelog(SHIP, ARGO);

        MigrationPlan plan = engine().plan(old, database);
        var report = engine().migrate(old, database);

        assertState(has(KNOWS_FUTURE) ? FUTURE : MISSING, PORT, plan);
        assertApplicable(plan);
        assertEquals(List.of(), report.applied());
        assertTrue(Tables.rows(database).containsKey("port"), "the newer table must stay");
    }

    @Test
    void aMigrationBelowTheNewestAppliedIsIgnoredAndRejectedOrElsePendingAndApplied() throws Exception {
        DataSource database = databaseWith(SHIP, PORT);
        Changelog changelog = changelog(SHIP, ARGO, PORT);

        MigrationPlan plan = engine().plan(changelog, database);

        if (has(REJECTS_BELOW_NEWEST)) {
            assertState(IGNORED, ARGO, plan);
            assertNotApplicable(plan);
            assertEquals(List.of(), plan.pending());
        } else {
            assertState(PENDING, ARGO, plan);
            assertApplicable(plan);
            assertEquals(ids(ARGO), appliedIds(engine().migrate(changelog, database)));
            assertEquals(List.of("Argo"), Tables.ships(database));
        }
    }

    @Test
    void anUnchangedRepeatableMigrationDoesNotRunAgain() throws Exception {
        assumeRepeatable();
        DataSource database = databaseWith(SHIP, FLEET);

        MigrationPlan plan = engine().plan(changelog(SHIP, FLEET), database);
        var report = engine().migrate(changelog(SHIP, FLEET), database);

        assertState(APPLIED, FLEET, plan);
        assertEquals(List.of(), report.applied());
        assertEquals(List.of("Beagle"), Tables.ships(database));
    }

    @Test
    void anEditedRepeatableMigrationIsPendingAndDoesNotBlock() throws Exception {
        assumeRepeatable();
        DataSource database = databaseWith(SHIP, FLEET);
        Changelog edited = changelog(SHIP, EDITED_FLEET);

        MigrationPlan plan = engine().plan(edited, database);
        var report = engine().migrate(edited, database);

        assertState(PENDING, FLEET, plan);
        assertEquals(ids(FLEET), ids(plan.pending()));
        assertApplicable(plan);
        assertEquals(ids(FLEET), appliedIds(report));
        assertState(APPLIED, FLEET, report.after());
        assertEquals(List.of("Beagle", "Dunbrody"), Tables.ships(database));
    }
}
