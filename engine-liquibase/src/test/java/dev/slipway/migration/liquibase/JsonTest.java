package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport.Applied;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changelogs in JSON; the contracts are about the other formats. */
class JsonTest {
    private static final Changelog CHANGELOG = Changelog.of(Map.of(
            "root.json", """
                    {"databaseChangeLog": [
                      {"property": {"name": "size", "value": "40"}},
                      {"changeSet": {"id": "1", "author": "anne", "comment": "Who sails", "changes": [
                        {"createTable": {"tableName": "crew", "columns": [
                          {"column": {"name": "name", "type": "varchar(${size})"}}]}}]}},
                      {"includeAll": {"path": "more", "relativeToChangelogFile": true}},
                      {"changeSet": {"id": "4", "author": "anne", "context": "test", "changes": [
                        {"sql": {"sql": "select 1"}}]}}
                    ]}
                    """,
            "more/1.json", """
                    {"databaseChangeLog": [
                      {"changeSet": {"id": "2", "author": "anne", "changes": [
                        {"loadData": {"file": "crew.csv", "relativeToChangelogFile": true, "tableName": "crew"}}]}}
                    ]}
                    """,
            "more/2.json", """
                    {"databaseChangeLog": [
                      {"changeSet": {"id": "3", "author": "anne", "changes": [
                        {"insert": {"tableName": "crew", "columns": [{"column": {"name": "name", "value": "${mate}"}}]}}
                      ]}}
                    ]}
                    """,
            "more/crew.csv", "name\nMálaga\n"));

    @ParameterizedTest
    @EnumSource
    void aChangelogInJsonIsPlannedShownAndApplied(ParityTest.Kind kind) {
        DataSource database = kind.fresh();
        var engine = LiquibaseEngine.builder("root.json")
                .contexts("production")
                .parameter("mate", "Zoë")
                .build();

        assertThat(engine.plan(CHANGELOG, database).entries())
                .extracting(MigrationPlan.Entry::state)
                .containsExactly(PENDING, PENDING, PENDING, SKIPPED);
        assertThat(engine.dryRun(CHANGELOG, database).get(0).sql())
                .containsIgnoringCase("create table")
                .containsIgnoringCase("varchar(40)");
        var report = engine.migrate(CHANGELOG, database);

        assertThat(report.applied())
                .extracting(Applied::migration)
                .extracting(Migration::id)
                .containsExactly("root.json::1::anne", "more/1.json::2::anne", "more/2.json::3::anne");
        assertThat(report.after().entries())
                .extracting(MigrationPlan.Entry::state)
                .containsExactly(APPLIED, APPLIED, APPLIED, SKIPPED);
        assertThat(TestDatabases.query(database, "select name from crew order by name"))
                .containsExactly("Málaga", "Zoë");
        assertThat(engine.migrate(CHANGELOG, database).applied()).isEmpty();
    }
}
