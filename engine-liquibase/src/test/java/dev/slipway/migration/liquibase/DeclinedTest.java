package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationReport.Applied;
import dev.slipway.migration.MigrationReport.Declined;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Liquibase marks as executed although it did not execute it is not reported as applied. */
class DeclinedTest {
    private static final String HEAD = "databaseChangeLog:\n";
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.yaml");

    private static Changelog yaml(String... changeSets) {
        return Changelog.of(Map.of("a.yaml", HEAD + String.join("", changeSets)));
    }

    private static String changeSet(String id, String attributes, String change) {
        return "  - changeSet: {id: " + id + ", author: a, " + attributes + "changes: [" + change + "]}\n";
    }

    private static String precondition(String attribute, String sql) {
        return "preConditions: [{" + attribute + ": MARK_RAN}, {sqlCheck: {expectedResult: 1, sql: '" + sql + "'}}], ";
    }

    private static String create(String table) {
        return "{sql: {sql: 'create table " + table + " (a int)'}}";
    }

    @ParameterizedTest
    @CsvSource({
        "onFail: MARK_RAN,           onFail,  select 0 from (values (1)) x",
        "onError: MARK_RAN,          onError, select 1 from no_such_table",
        "onValidationFail: MARK_RAN, '',      ''"
    })
    void aChangeSetThatIsMarkedWithoutBeingExecutedIsDeclinedOnceWithTheReason(
            String reason, String attribute, String sql) {
        DataSource database = TestDatabases.h2();
        String marked = attribute.isEmpty()
                ? changeSet("2", "onValidationFail: MARK_RAN, ", "{createTable: {schemaName: nowhere}}")
                : changeSet("2", precondition(attribute, sql), create("two"));
        var changelog = yaml(changeSet("1", "", create("one")), marked, changeSet("3", "", create("three")));
        List<String> told = new ArrayList<>();
        var options = MigrateOptions.builder()
                .listener(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration elapsed) {
                        told.add(migration.id());
                    }
                })
                .build();

        var report = ENGINE.migrate(changelog, database, options);

        assertThat(report.applied())
                .extracting(Applied::migration)
                .extracting(Migration::id)
                .containsExactly("a.yaml::1::a", "a.yaml::3::a")
                .isEqualTo(told);
        assertThat(report.declined()).singleElement().satisfies(one -> {
            assertThat(one.migration().id()).isEqualTo("a.yaml::2::a");
            assertThat(one.reason()).isEqualTo(reason);
        });
        assertThat(report.after().pending()).isEmpty();
        assertThat(TestDatabases.tables(database)).containsKeys("one", "three").doesNotContainKey("two");
        assertThat(TestDatabases.query(database, "select exectype from databasechangelog order by orderexecuted"))
                .containsExactly("EXECUTED", "MARK_RAN", "EXECUTED");
        assertThat(ENGINE.migrate(changelog, database).declined()).isEmpty();
    }

    @Test
    void aChangeSetThatRanBeforeAndIsMarkedNowIsDeclinedAlthoughItsRowSaysRerun() {
        DataSource database = TestDatabases.h2();
        ENGINE.migrate(yaml(changeSet("1", "runOnChange: true, ", create("one"))), database);

        var report = ENGINE.migrate(
                yaml(changeSet(
                        "1",
                        "runOnChange: true, " + precondition("onFail", "select 0 from (values (1)) x"),
                        create("two"))),
                database);

        assertThat(report.applied()).isEmpty();
        assertThat(report.declined()).extracting(Declined::reason).containsExactly("onFail: MARK_RAN");
        assertThat(TestDatabases.query(database, "select exectype from databasechangelog"))
                .containsExactly("RERAN");
        assertThat(TestDatabases.tables(database)).doesNotContainKey("two");
    }
}
