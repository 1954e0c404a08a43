package dev.slipway.examples.own;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.testkit.EngineTrait;
import dev.slipway.migration.testkit.MigrationEngineContract;
import dev.slipway.migration.testkit.MigrationStep;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How the engine presents itself to the contract. */
abstract class NumberedSqlContract extends MigrationEngineContract {
    @Override
    protected MigrationEngine engine() {
        return new NumberedSqlEngine();
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        return Changelog.of(steps.stream()
                .collect(Collectors.toMap(
                        step -> "%04d_%s.sql".formatted(step.number(), step.name()), MigrationStep::sql)));
    }

    @Override
    protected String id(MigrationStep step) {
        return Integer.toString(step.number());
    }

    @Override
    protected Set<EngineTrait> traits() {
        return Set.of(
                EngineTrait.REJECTS_CHANGED,
                EngineTrait.REJECTS_MISSING,
                EngineTrait.KNOWS_FUTURE,
                EngineTrait.REJECTS_BELOW_NEWEST,
                EngineTrait.RECOVERS_FROM_FAILURE);
    }

    @Override
    protected Map<String, Changelog> invalidChangelogs() {
        return Map.of(
                "two files of one number", Changelog.of(Map.of("1_a.sql", "select 1", "0001_b.sql", "select 1")),
                "a file without a number", Changelog.of(Map.of("a.sql", "select 1")));
    }
}
