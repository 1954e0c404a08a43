package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import dev.slipway.migration.testkit.MigrationEngineContract;
import dev.slipway.migration.testkit.MigrationStep;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How Flyway reads the contract's steps. */
abstract class FlywayContract extends MigrationEngineContract {
    @Override
    protected MigrationEngine engine() {
        return new FlywayEngine();
    }

    @Override
    protected MigrationEngine engineWithSecret(String name, Secret value) {
        return FlywayEngine.builder().placeholder(name, value).build();
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        var files = new TreeMap<String, String>();
        for (var step : steps) {
            files.put(base(step) + ".sql", step.sql() + ";\n");
        }
        return Changelog.of(files);
    }

    private static String base(MigrationStep step) {
        return (step.repeatable() ? "R" : "V" + step.number()) + "__" + step.name();
    }

    @Override
    protected String id(MigrationStep step) {
        return step.repeatable() ? base(step) : String.valueOf(step.number());
    }

    @Override
    protected Map<String, Changelog> invalidChangelogs() {
        return Map.of(
                "two files of the same version",
                Changelog.of(Map.of("V9__one.sql", "select 1;", "V9__two.sql", "select 2;")),
                "no file that is a migration",
                Changelog.of(Map.of("readme.txt", "hello", "create_table.sql", "create table a (id int);")),
                "a placeholder without a value",
                Changelog.of(Map.of("V9__one.sql", "select '${unknown}';")),
                "a repeatable with a placeholder without a value",
                Changelog.of(Map.of("R__one.sql", "select '${unknown}';")));
    }
}
