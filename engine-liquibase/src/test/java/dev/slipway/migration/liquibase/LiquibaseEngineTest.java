package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.MigrationPlan.State.CHANGED;
import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import java.sql.Connection;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.changelog.ChangeSet.RunStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiquibaseEngineTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    private static final String ONE = "--changeset a:1\ncreate table one (a int);\n--rollback drop table one;\n";
    private static final String TWO = "--changeset a:2\ncreate table two (a int);\n--rollback drop table two;\n";

    private static Changelog sql(String... changeSets) {
        return Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n" + String.join("", changeSets)));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_RAN,      true,  false, PENDING",
        "RUN_AGAIN,    true,  false, PENDING",
        "RUN_AGAIN,    false, false, PENDING",
        "ALREADY_RAN,  true,  false, PENDING",
        "ALREADY_RAN,  false, false, APPLIED",
        "MARK_RAN,     false, false, APPLIED",
        "INVALID_MD5SUM, false, true, CHANGED",
        "INVALID_MD5SUM, false, false, APPLIED"
    })
    void statesAreThoseOfTheTable(RunStatus status, boolean runs, boolean rejected, MigrationPlan.State expected) {
        assertThat(Planner.state(status, runs, rejected)).isEqualTo(expected);
    }

    @Test
    void aChangedChangeSetIsChangedAndARunAlwaysOneIsPendingForEver() {
        DataSource database = TestDatabases.h2();
        String always = "--changeset a:9 runAlways:true\nselect 1;\n";
        ENGINE.migrate(sql(ONE, TWO, always), database);

        MigrationPlan plan = ENGINE.plan(sql(ONE, TWO.replace("a int", "a bigint"), always), database);

        assertThat(plan.entries()).extracting(MigrationPlan.Entry::state).containsExactly(APPLIED, CHANGED, PENDING);
    }

    @Test
    void aMissingRootIsAProblemThatListsCandidates() {
        var changelog = Changelog.of(Map.of("db/root.xml", "<x/>", "readme.txt", ""));

        var plan = ENGINE.plan(changelog, TestDatabases.h2());

        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("'a.sql'", "db/root.xml")
                        .doesNotContain("readme"));
    }

    @Test
    void aMissingIncludeIsAProblemInOneLine() {
        var changelog = Changelog.of(Map.of("a.yaml", "databaseChangeLog:\n  - include:\n      file: nowhere/b.xml\n"));

        var plan = LiquibaseEngine.of("a.yaml").plan(changelog, TestDatabases.h2());

        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).contains("nowhere/b.xml").hasLineCount(1));
    }

    @Test
    void anUnknownEntityOrSchemaOfXmlIsNotFetchedFromTheNetwork() {
        var changelog = Changelog.of(Map.of(
                "a.xml",
                "<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\""
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xsi:schemaLocation=\"http://www.liquibase.org/xml/ns/dbchangelog"
                        + " http://localhost:1/not-there.xsd\"></databaseChangeLog>"));

        var plan = LiquibaseEngine.of("a.xml").plan(changelog, TestDatabases.h2());

        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("not-there.xsd"));
    }

    @Test
    void aPreconditionOfTheChangelogIsAProblemAndOneOfAChangeSetAFailureWhenItsTurnComes() {
        String changeSet = "--changeset a:5\n--preconditions onFail:HALT\n"
                + "--precondition-sql-check expectedResult:1 select 0 from (values (1)) x\nselect 1;\n";
        DataSource database = TestDatabases.h2();
        assertThat(ENGINE.plan(sql(ONE, changeSet), database).isApplicable()).isTrue();
        var incomplete = catchThrowableOfType(
                MigrationIncompleteException.class, () -> ENGINE.migrate(sql(ONE, changeSet), database));
        assertThat(incomplete.failed().map(Migration::id)).contains("a.sql::5::a");
        assertThat(incomplete).hasMessageContaining("precondition is not met");

        var whole = Changelog.of(Map.of(
                "a.yaml", "databaseChangeLog:\n  - preConditions:\n    - tableExists:\n        tableName: nowhere\n"));
        assertThat(LiquibaseEngine.of("a.yaml").plan(whole, database).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("precondition"));
    }

    @Test
    void aChangeSetWhoseOnlyChangeIsForAnotherDatabaseIsDeclined() {
        var changelog = Changelog.of(Map.of(
                "a.yaml",
                "databaseChangeLog:\n  - changeSet:\n      id: 1\n      author: a\n      changes:\n"
                        + "        - sql:\n            dbms: oracle\n            sql: select 1 from dual\n"));

        MigrationReport report = LiquibaseEngine.of("a.yaml").migrate(changelog, TestDatabases.h2());

        assertThat(report.declined())
                .singleElement()
                .satisfies(one -> assertThat(one.reason()).contains("another database"));
    }

    @Test
    void checksumsThatWereClearedAreNoProblemNotWrittenByAPlanAndWrittenByTheNextRun() {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(sql(ONE), database);
        TestDatabases.execute(database, "update databasechangelog set md5sum = null");

        assertThat(ENGINE.plan(sql(ONE), database).problems()).isEmpty();
        assertThat(TestDatabases.query(database, "select md5sum from databasechangelog"))
                .containsExactly("null");
        assertThat(ENGINE.migrate(sql(ONE), database).applied()).isEmpty();
        assertThat(TestDatabases.query(database, "select md5sum from databasechangelog")
                        .get(0))
                .startsWith("9:");
    }

    @Test
    void aTagIsSetAfterARunThatAppliedSomething() {
        DataSource database = TestDatabases.h2();

        LiquibaseEngine.builder("a.sql").tagAfterMigrate("v1").build().migrate(sql(ONE, TWO), database);

        assertThat(TestDatabases.query(database, "select id, tag from databasechangelog order by orderexecuted"))
                .containsExactly("1|null", "2|v1");
    }

    @Test
    void aConnectionComesBackAsItWas() throws Exception {
        DataSource database = TestDatabases.postgres();
        TestDatabases.execute(database, "create schema app");
        try (Connection connection = database.getConnection()) {
            var only = new OnlyConnection(connection);
            LiquibaseEngine.builder("a.sql")
                    .defaultSchema("app")
                    .build()
                    .migrate(sql(ONE, "--changeset a:8\nset search_path = 'app';\n"), only);

            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.getSchema()).isEqualTo("public");
            try (var row = connection.createStatement().executeQuery("show search_path")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("\"$user\", public");
            }
        }
    }

    @Test
    void ownNamesAndSchemaOfTheTablesAreUsed() {
        DataSource database = TestDatabases.postgres();
        TestDatabases.execute(database, "create schema admin");

        LiquibaseEngine.builder("a.sql")
                .liquibaseSchema("admin")
                .historyTable("history")
                .lockTable("history_lock")
                .build()
                .migrate(sql(ONE), database);

        assertThat(TestDatabases.tables(database)).containsOnlyKeys("one", "history", "history_lock");
        assertThat(TestDatabases.query(database, "select id from admin.history"))
                .containsExactly("1");
    }

    @Test
    void aRunStartedByAListenerIsRefusedWithAReason() {
        DataSource database = TestDatabases.h2();
        var options = MigrateOptions.builder()
                .listener(new MigrationListener() {
                    @Override
                    public void planned(MigrationPlan plan) {
                        ENGINE.plan(sql(ONE), database);
                    }
                })
                .build();

        assertThatThrownBy(() -> ENGINE.migrate(sql(ONE), database, options))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("within another one");
    }
}
