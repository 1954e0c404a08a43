package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.State;
import dev.slipway.migration.MigrationReport;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Timeout;

/** The migrations that the contract works with, and what every part of it needs; see {@link MigrationEngineContract}. */
@Timeout(EngineFixture.PATIENCE_SECONDS)
abstract class EngineFixture extends EngineHooks {
    /** Ends a test that hangs; generous, since a machine that builds may be busy. */
    static final int PATIENCE_SECONDS = 180;

    static final MigrationStep SHIP = MigrationStep.of(1, "ship", "create table ship (id int, name varchar(200))");
    static final MigrationStep ARGO = MigrationStep.of(2, "argo", "insert into ship values (1, 'Argo')");
    static final MigrationStep PORT = MigrationStep.of(3, "port", "create table port (id int)");
    static final MigrationStep CARGO = MigrationStep.of(4, "cargo", "create table cargo (id int)");
    static final MigrationStep FLEET = MigrationStep.repeatable(5, "fleet", "insert into ship values (2, 'Beagle')");

    static final MigrationStep EDITED_ARGO = ARGO.withSql("insert into ship values (1, 'Calypso')");
    static final MigrationStep EDITED_FLEET = FLEET.withSql("insert into ship values (3, 'Dunbrody')");
    static final MigrationStep BROKEN_PORT = PORT.withSql("insert into no_such_table values (1)");

    EngineFixture() {}

    final Changelog changelog(MigrationStep... steps) {
        return changelog(List.of(steps));
    }

    final List<String> ids(MigrationStep... steps) {
        return Stream.of(steps).map(this::id).toList();
    }

    static List<String> ids(Collection<Migration> migrations) {
        return migrations.stream().map(Migration::id).toList();
    }

    static List<String> appliedIds(MigrationReport report) {
        return report.applied().stream()
                .map(applied -> applied.migration().id())
                .toList();
    }

    /** A database on which the steps were applied by a run of their own. */
    final DataSource databaseWith(MigrationStep... steps) {
        DataSource database = emptyDatabase();
        engine().migrate(changelog(steps), database);
        return database;
    }

    static MigrateOptions listening(MigrationListener listener) {
        return MigrateOptions.builder().listener(listener).build();
    }

    final void assertState(State expected, MigrationStep step, MigrationPlan plan) {
        assertEquals(expected, entry(step, plan).state(), () -> "state of " + id(step) + " in " + plan.entries());
    }

    final MigrationPlan.Entry entry(MigrationStep step, MigrationPlan plan) {
        List<MigrationPlan.Entry> found = plan.entries().stream()
                .filter(entry -> entry.migration().id().equals(id(step)))
                .toList();
        assertEquals(1, found.size(), () -> "entries of " + id(step) + " in " + plan.entries());
        return found.get(0);
    }

    static void assertApplicable(MigrationPlan plan) {
        assertTrue(plan.isApplicable(), () -> "the plan should be applicable, but has problems: " + plan.problems());
    }

    static void assertNotApplicable(MigrationPlan plan) {
        assertFalse(plan.isApplicable(), () -> "the plan should have problems: " + plan.entries());
    }

    static void assertOneLine(MigrationException failure) {
        assertFalse(failure.getMessage().isBlank(), "the message is blank");
        assertEquals(1, failure.getMessage().lines().count(), () -> "one line: " + failure.getMessage());
    }

    final boolean has(EngineTrait trait) {
        return traits().contains(trait);
    }

    final void assumeRepeatable() {
        assumeTrue(
                has(EngineTrait.REPEATABLE_MIGRATIONS),
                "REPEATABLE_MIGRATIONS is not declared: this engine has no migrations that run again");
    }
}
