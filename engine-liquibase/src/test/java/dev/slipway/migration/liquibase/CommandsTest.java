package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Liquibase can do beyond migrating, and runs that end before the changelog does. */
class CommandsTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    private static final String ONE = changeSet("1", "one") + "--rollback drop table one;\n";
    private static final String TWO = changeSet("2", "two") + "--rollback drop table two;\n";
    private static final String THREE = changeSet("3", "three");
    private static final String FOUR = changeSet("4", "four") + "--rollback drop table four;\n";
    private static final Changelog TAGGED = Changelog.of(Map.of("a.yaml", """
            databaseChangeLog:
              - changeSet: {id: 1, author: a, changes: [{sql: {sql: create table one (a int)}}]}
              - changeSet: {id: 2, author: a, changes: [{tagDatabase: {tag: v1}}]}
              - changeSet: {id: 3, author: a, changes: [{sql: {sql: create table three (a int)}}]}
            """));
    private static final LiquibaseEngine UP_TO_V1 =
            LiquibaseEngine.builder("a.yaml").upToTag("v1").build();

    /** The databases, made in each test, so that those that are not there are skipped by name. */
    enum Kind {
        POSTGRES,
        H2,
        MARIADB;

        DataSource fresh() {
            return switch (this) {
                case POSTGRES -> TestDatabases.postgres();
                case H2 -> TestDatabases.h2();
                case MARIADB -> TestDatabases.mariaDb();
            };
        }
    }

    private static String changeSet(String id, String table) {
        return "--changeset a:" + id + "\ncreate table " + table + " (a int);\n";
    }

    private static Changelog sql(String... changeSets) {
        return Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n" + String.join("", changeSets)));
    }

    private static List<String> ids(List<Migration> migrations) {
        return migrations.stream().map(Migration::id).toList();
    }

    @ParameterizedTest
    @EnumSource
    void rollingBackToATagUndoesWhatCameAfterItNewestFirst(Kind kind) {
        DataSource database = kind.fresh();
        ENGINE.migrate(sql(ONE), database);
        ENGINE.tag(database, "one");
        ENGINE.migrate(sql(ONE, TWO, FOUR), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO, FOUR), database, "one")))
                .containsExactly("a.sql::4::a", "a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKeys("two", "four");
        assertThat(ENGINE.plan(sql(ONE, TWO, FOUR), database).pending()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void rollingBackByCountUndoesTheNewest(Kind kind) {
        DataSource database = kind.fresh();
        ENGINE.migrate(sql(ONE, TWO, FOUR), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO, FOUR), database, RollbackTo.count(2))))
                .containsExactly("a.sql::4::a", "a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKeys("two", "four");
    }

    @ParameterizedTest
    @EnumSource
    void rollingBackToADateUndoesWhatCameLater(Kind kind) {
        DataSource database = kind.fresh();
        ENGINE.migrate(sql(ONE), database);
        Instant first = ENGINE.history(database).get(0).executedAt().orElseThrow();
        // MariaDB keeps whole seconds.
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > first.getEpochSecond() + 1);
        ENGINE.migrate(sql(ONE, TWO), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO), database, RollbackTo.date(first))))
                .containsExactly("a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKey("two");
    }

    @ParameterizedTest
    @EnumSource
    void theSqlOfARollbackIsShownWithSecretsMaskedAndNothingIsUndone(Kind kind) {
        DataSource database = kind.fresh();
        var engine = LiquibaseEngine.builder("a.sql")
                .parameter("word", Secret.of("Zq8-Harbour.Gate_41Lm"))
                .build();
        var changelog = sql(ONE, changeSet("2", "two") + "--rollback insert into one select length('${word}');\n");
        engine.migrate(changelog, database);

        List<MigrationScript> scripts = engine.rollbackSql(changelog, database, RollbackTo.count(2));

        assertThat(scripts).extracting(script -> script.migration().id()).containsExactly("a.sql::2::a", "a.sql::1::a");
        assertThat(scripts.get(0).sql())
                .contains("insert into one", "[redacted]")
                .doesNotContain("Harbour");
        assertThat(scripts.get(1).sql()).isEqualToIgnoringCase("drop table one;");
        assertThat(TestDatabases.tables(database)).containsKeys("one", "two");
        assertThat(TestDatabases.history(database)).hasSize(2);
    }

    @Test
    void rollingBackIsRejectedBeforeAnythingRunsWhenOneCannotBeUndoneOrTheTagIsUnknown() {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(sql(ONE), database);
        ENGINE.tag(database, "one");
        ENGINE.migrate(sql(ONE, THREE, TWO), database);

        assertThatThrownBy(() -> ENGINE.rollback(sql(ONE, THREE, TWO), database, "one"))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageContaining("a.sql::3::a");
        assertThatThrownBy(() -> ENGINE.rollbackSql(sql(ONE, THREE, TWO), database, RollbackTo.count(2)))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageContaining("a.sql::3::a");
        assertThatThrownBy(() -> ENGINE.rollback(sql(ONE, THREE, TWO), database, "none"))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageContaining("'none'");
        assertThat(TestDatabases.tables(database)).containsKeys("two", "three");
    }

    @ParameterizedTest
    @EnumSource
    void synchronisingMarksWhatIsPendingWithoutExecutingIt(Kind kind) {
        DataSource database = kind.fresh();
        ENGINE.migrate(sql(ONE), database);

        assertThat(ids(ENGINE.changelogSync(sql(ONE, TWO), database))).containsExactly("a.sql::2::a");

        assertThat(TestDatabases.tables(database)).doesNotContainKey("two");
        assertThat(ENGINE.plan(sql(ONE, TWO), database).pending()).isEmpty();
        assertThat(ENGINE.changelogSync(sql(ONE, TWO), database)).isEmpty();
    }

    @Test
    void synchronisingEndsAtTheTag() {
        DataSource database = TestDatabases.h2();

        assertThat(ids(UP_TO_V1.changelogSync(TAGGED, database))).containsExactly("a.yaml::1::a", "a.yaml::2::a");
    }

    @ParameterizedTest
    @EnumSource
    void theHistoryIsReadInOrderAndNothingIsWritten(Kind kind) {
        DataSource database = kind.fresh();
        assertThat(ENGINE.history(database)).isEmpty();
        assertThat(TestDatabases.tables(database)).isEmpty();
        ENGINE.migrate(sql(ONE, TWO), database);
        ENGINE.tag(database, "v1");

        List<HistoryEntry> history = ENGINE.history(database);

        assertThat(history).extracting(entry -> entry.migration().id()).containsExactly("a.sql::1::a", "a.sql::2::a");
        HistoryEntry newest = history.get(1);
        assertThat(List.of(newest.file(), newest.id(), newest.author())).containsExactly("a.sql", "2", "a");
        assertThat(newest.executionType()).isEqualTo("EXECUTED");
        assertThat(newest.tag()).contains("v1");
        assertThat(newest.checksum().orElseThrow()).startsWith("9:");
        assertThat(newest.deploymentId()).isPresent().isEqualTo(history.get(0).deploymentId());
        assertThat(newest.executedAt().orElseThrow())
                .isBetween(Instant.now().minusSeconds(300), Instant.now().plusSeconds(5));
    }

    @ParameterizedTest
    @EnumSource
    void clearedChecksumsAreWrittenAnewByTheNextRun(Kind kind) {
        DataSource database = kind.fresh();
        ENGINE.migrate(sql(ONE), database);

        ENGINE.clearChecksums(database);
        assertThat(ENGINE.history(database).get(0).checksum()).isEmpty();

        assertThat(ENGINE.migrate(sql(ONE.replace("a int", "a bigint")), database)
                        .applied())
                .isEmpty();
        assertThat(ENGINE.history(database).get(0).checksum()).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aRunUpToATagSkipsWhatComesAfterItInPlanDryRunAndExecution(Kind kind) {
        DataSource database = kind.fresh();

        MigrationPlan plan = UP_TO_V1.plan(TAGGED, database);
        assertThat(plan.entries()).extracting(MigrationPlan.Entry::state).containsExactly(PENDING, PENDING, SKIPPED);
        assertThat(UP_TO_V1.dryRun(TAGGED, database)).hasSize(2);
        var report = UP_TO_V1.migrate(TAGGED, database);

        assertThat(report.applied()).hasSize(2);
        assertThat(report.after().entries())
                .extracting(MigrationPlan.Entry::state)
                .containsExactly(APPLIED, APPLIED, SKIPPED);
        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKey("three");
        assertThat(UP_TO_V1.migrate(TAGGED, database).applied()).isEmpty();
        assertThat(LiquibaseEngine.of("a.yaml").migrate(TAGGED, database).applied())
                .hasSize(1);
    }

    @Test
    void aTagThatWasSetByCommandEndsARunAsWellAndAnUnknownOneIsAProblem() {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(sql(ONE), database);
        ENGINE.tag(database, "one");

        assertThat(ENGINE.toBuilder()
                        .upToTag("one")
                        .build()
                        .migrate(sql(ONE, TWO), database)
                        .applied())
                .isEmpty();
        var unknown = LiquibaseEngine.builder("a.yaml").upToTag("v9").build();
        assertThat(unknown.plan(TAGGED, database).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("'v9'", "(v1)"));
        assertThatThrownBy(() -> unknown.migrate(TAGGED, database)).isInstanceOf(MigrationRejectedException.class);
        assertThat(TestDatabases.tables(database)).doesNotContainKey("three");
    }

    @Test
    void aRunOfAtMostSoManyGoesOnWhereTheLastOneEnded() {
        DataSource database = TestDatabases.h2();
        var two = ENGINE.toBuilder().atMost(2).build();
        String always = "--changeset a:9 runAlways:true\nselect 1;\n";
        var changelog = sql(ONE, always, TWO, FOUR);

        assertThat(two.plan(changelog, database).entries())
                .extracting(MigrationPlan.Entry::state)
                .containsExactly(PENDING, PENDING, SKIPPED, SKIPPED);
        assertThat(two.dryRun(changelog, database)).hasSize(2);
        var first = two.migrate(changelog, database);
        assertThat(first.applied())
                .extracting(one -> one.migration().id())
                .containsExactly("a.sql::1::a", "a.sql::9::a");
        assertThat(first.declined()).extracting(one -> one.migration().id()).containsExactly("a.sql::9::a");
        var second = two.migrate(changelog, database);
        assertThat(second.applied())
                .extracting(one -> one.migration().id())
                .containsExactly("a.sql::9::a", "a.sql::2::a");

        assertThatThrownBy(() -> ENGINE.toBuilder().atMost(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(two.id()).isNotEqualTo(ENGINE.id());
    }
}
