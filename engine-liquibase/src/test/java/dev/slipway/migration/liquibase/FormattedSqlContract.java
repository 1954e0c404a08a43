package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.testkit.MigrationStep;
import java.util.List;
import java.util.Map;

/** Everything in one file of formatted SQL. */
abstract class FormattedSqlContract extends LiquibaseContract {
    @Override
    String root() {
        return "part.sql";
    }

    @Override
    Changelog wrap(String sql) {
        return Changelog.of(Map.of("part.sql", sql));
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        var text = new StringBuilder("--liquibase formatted sql\n");
        for (MigrationStep step : steps) {
            text.append("\n--changeset a:")
                    .append(step.number())
                    .append(step.repeatable() ? " runOnChange:true" : "")
                    .append("\n")
                    .append(step.sql())
                    .append(";\n");
        }
        return Changelog.of(Map.of("part.sql", text.toString()));
    }

    @Override
    protected String id(MigrationStep step) {
        return "part.sql::" + step.number() + "::a";
    }
}
