package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import dev.slipway.migration.testkit.DeclinedCase;
import dev.slipway.migration.testkit.EngineTrait;
import dev.slipway.migration.testkit.MigrationEngineContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is the same for all of Liquibase's formats and databases. */
abstract class LiquibaseContract extends MigrationEngineContract {
    abstract String root();

    @Override
    protected MigrationEngine engine() {
        return LiquibaseEngine.of(root());
    }

    @Override
    protected MigrationEngine engineWithSecret(String name, Secret value) {
        return LiquibaseEngine.builder(root()).parameter(name, value).build();
    }

    @Override
    protected Set<EngineTrait> traits() {
        return Set.of(
                EngineTrait.REPEATABLE_MIGRATIONS, EngineTrait.REJECTS_CHANGED, EngineTrait.RECOVERS_FROM_FAILURE);
    }

    /** A changelog whose root is of this format and holds formatted SQL, as YAML and XML include it. */
    abstract Changelog wrap(String sql);

    @Override
    protected List<DeclinedCase> declinedCases() {
        return List.of(
                DeclinedCase.of(
                                "runAlways",
                                wrap("--liquibase formatted sql\n--changeset a:1 runAlways:true\nselect 1;\n"))
                        .applies("part.sql::1::a")
                        .declines("part.sql::1::a"),
                DeclinedCase.of(
                                "onFail: CONTINUE",
                                wrap("--liquibase formatted sql\n--changeset a:1\n--preconditions onFail:CONTINUE\n"
                                        + "--precondition-sql-check expectedResult:1 select 0 from (values (1)) x\n"
                                        + "select 1;\n"))
                        .declines("part.sql::1::a"),
                DeclinedCase.of(
                                "failOnError: false",
                                wrap("--liquibase formatted sql\n--changeset a:1 failOnError:false\n"
                                        + "insert into no_such_table values (1);\n"))
                        .declines("part.sql::1::a"));
    }

    @Override
    protected Map<String, Changelog> invalidChangelogs() {
        return Map.of(
                "two change sets of the same id",
                wrap("--liquibase formatted sql\n--changeset a:1\nselect 1;\n--changeset a:1\nselect 2;\n"),
                "no root changelog",
                Changelog.of(Map.of("elsewhere/other.xml", "<x/>")),
                "a change set without an id",
                wrap("--liquibase formatted sql\n--changeset nobody\nselect 1;\n"));
    }
}
