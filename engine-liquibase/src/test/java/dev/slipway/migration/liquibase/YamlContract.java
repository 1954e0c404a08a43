package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.testkit.MigrationStep;
import java.util.List;
import java.util.Map;

/** Everything in one file of YAML, in a directory. */
abstract class YamlContract extends LiquibaseContract {
    @Override
    String root() {
        return "db/root.yaml";
    }

    @Override
    Changelog wrap(String sql) {
        return Changelog.of(
                Map.of("db/root.yaml", "databaseChangeLog:\n  - include:\n      file: part.sql\n", "part.sql", sql));
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        var text = new StringBuilder("databaseChangeLog:\n");
        for (MigrationStep step : steps) {
            text.append("  - changeSet:\n      id: ")
                    .append(step.number())
                    .append("\n      author: a\n      runOnChange: ")
                    .append(step.repeatable())
                    .append("\n      changes:\n        - sql:\n            sql: \"")
                    .append(step.sql())
                    .append("\"\n");
        }
        return Changelog.of(Map.of("db/root.yaml", text.toString()));
    }

    @Override
    protected String id(MigrationStep step) {
        return "db/root.yaml::" + step.number() + "::a";
    }
}
