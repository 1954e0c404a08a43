package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A plan is applicable exactly when {@code migrate} does not reject the changelog: in both directions, by doing it. */
abstract class ApplicableContract extends DryRunContract {
    ApplicableContract() {}

    @TestFactory
    Stream<DynamicTest> aPlanIsApplicableExactlyWhenMigrateDoesNotReject() {
        return situations().stream()
                .map(situation -> dynamicTest(situation.name(), () -> checkThatPlanAndRunAgree(situation)));
    }

    private List<Situation> situations() {
        var three = List.of(changelog(SHIP, ARGO, PORT));
        var situations = new ArrayList<Situation>(List.of(
                Situation.after(List.of(), "an empty database", changelog(SHIP, ARGO)),
                Situation.after(three, "a database that is up to date", changelog(SHIP, ARGO, PORT)),
                Situation.after(three, "a migration was added", changelog(SHIP, ARGO, PORT, CARGO)),
                Situation.after(three, "an applied migration was edited", changelog(SHIP, EDITED_ARGO, PORT)),
                Situation.after(
                        three,
                        "an applied migration was edited and another one added",
                        changelog(SHIP, EDITED_ARGO, PORT, CARGO)),
                Situation.after(
                        three, "an applied migration was renamed", changelog(SHIP, ARGO.withName("first_ship"), PORT)),
                Situation.after(three, "an applied migration is missing", changelog(SHIP, PORT)),
                Situation.after(
                        three, "an applied migration is missing and another one added", changelog(SHIP, PORT, CARGO)),
                Situation.after(three, "an old replica", changelog(SHIP, ARGO)),
                Situation.after(three, "a changelog of something else", changelog(CARGO)),
                Situation.after(
                        List.of(changelog(SHIP, PORT)),
                        "a migration below the newest applied",
                        changelog(SHIP, ARGO, PORT)),
                Situation.after(
                        List.of(changelog(SHIP, ARGO, CARGO)),
                        "another branch with a migration of its own",
                        changelog(SHIP, ARGO, PORT)),
                Situation.after(
                        List.of(changelog(SHIP, BROKEN_PORT)),
                        "a migration that failed before",
                        changelog(SHIP, BROKEN_PORT)),
                Situation.after(
                        List.of(changelog(SHIP, BROKEN_PORT)),
                        "a migration that failed before and was mended",
                        changelog(SHIP, PORT)),
                Situation.after(
                        List.of(changelog(SHIP, BROKEN_PORT)),
                        "a migration that failed before and was taken out",
                        changelog(SHIP)),
                new Situation(
                        "a database with a table that no migration made",
                        (engine, database) -> Tables.execute(database, "create table stray (id int)"),
                        changelog(SHIP))));
        if (has(EngineTrait.REPEATABLE_MIGRATIONS)) {
            situations.addAll(repeatableSituations());
        }
        return situations;
    }

    private List<Situation> repeatableSituations() {
        var applied = List.of(changelog(SHIP, FLEET));
        return List.of(
                Situation.after(applied, "a repeatable migration is unchanged", changelog(SHIP, FLEET)),
                Situation.after(applied, "a repeatable migration was edited", changelog(SHIP, EDITED_FLEET)),
                Situation.after(
                        List.of(changelog(SHIP, FLEET), changelog(SHIP, EDITED_FLEET)),
                        "a repeatable migration was edited and changed back",
                        changelog(SHIP, FLEET)),
                Situation.after(applied, "a repeatable migration was added", changelog(SHIP, ARGO, FLEET)),
                Situation.after(applied, "a repeatable migration is missing", changelog(SHIP)));
    }

    @TestFactory
    Stream<DynamicTest> anInvalidChangelogIsRejectedOnAnyDatabase() {
        assumeFalse(
                invalidChangelogs().isEmpty(), "invalidChangelogs is not overridden: this engine takes any changelog");
        return invalidChangelogs().entrySet().stream()
                .flatMap(invalid -> Stream.of(
                        dynamicTest(invalid.getKey() + ", on an empty database", () -> {
                            checkThatRunIsRejected(invalid.getValue(), emptyDatabase());
                        }),
                        dynamicTest(invalid.getKey() + ", on a database with a history", () -> {
                            checkThatRunIsRejected(invalid.getValue(), databaseWith(SHIP, ARGO));
                        })));
    }

    private void checkThatRunIsRejected(Changelog changelog, DataSource database) throws Exception {
        assertNotApplicable(engine().plan(changelog, database));
        checkThatPlanAndRunAgree(new Situation("invalid", (engine, same) -> {}, changelog), database);
    }

    private DataSource prepare(Situation situation) throws Exception {
        DataSource database = emptyDatabase();
        situation.preparation().prepare(engine(), database);
        return database;
    }

    private void checkThatPlanAndRunAgree(Situation situation) throws Exception {
        checkThatPlanAndRunAgree(situation, prepare(situation));
    }

    private void checkThatPlanAndRunAgree(Situation situation, DataSource database) throws Exception {
        Changelog changelog = situation.changelog();
        MigrationPlan plan = engine().plan(changelog, database);
        var rows = Tables.rows(database);
        var rejectedDryRun = rejection(() -> engine().dryRun(changelog, database));
        var recorder = new Recorder();
        var rejectedRun = rejection(() -> engine().migrate(changelog, database, listening(recorder)));

        for (var planned : recorder.plans()) {
            assertApplicable(planned);
        }
        assertEquals(rejectedRun == null, rejectedDryRun == null, "a dry run is rejected exactly when a run is");
        if (plan.isApplicable()) {
            assertEquals(null, rejectedRun, "the plan is applicable, but migrate rejected the changelog");
        } else {
            assertNotNull(rejectedRun, () -> "migrate went on in spite of " + plan.problems());
            assertEquals(plan.problems(), rejectedRun.problems(), "the rejection gives the plan's problems");
            assertOneLine(rejectedRun);
            assertEquals(List.of(), recorder.events(), "a rejected run has nothing to tell a listener");
            assertEquals(rows, Tables.rows(database), "a rejected run executes nothing");
            assertFalse(plan.problems().isEmpty());
        }
    }

    /** The rejection that an action ends by; any other of our exceptions says that it was not rejected. */
    private static @Nullable MigrationRejectedException rejection(Runnable action) {
        try {
            action.run();
            return null;
        } catch (MigrationRejectedException rejected) {
            return rejected;
        } catch (MigrationIncompleteException accepted) {
            return null;
        } catch (MigrationException other) {
            throw new AssertionError("neither rejected nor begun: " + other.getMessage(), other);
        }
    }
}
