package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.APPLIED;
import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static dev.slipway.migration.liquibase.CommandsTest.ENGINE;
import static dev.slipway.migration.liquibase.CommandsTest.FOUR;
import static dev.slipway.migration.liquibase.CommandsTest.ONE;
import static dev.slipway.migration.liquibase.CommandsTest.TAGGED;
import static dev.slipway.migration.liquibase.CommandsTest.TWO;
import static dev.slipway.migration.liquibase.CommandsTest.UP_TO_V1;
import static dev.slipway.migration.liquibase.CommandsTest.changeSet;
import static dev.slipway.migration.liquibase.CommandsTest.ids;
import static dev.slipway.migration.liquibase.CommandsTest.sql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Secret;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What Liquibase can do beyond migrating, on each database. */
abstract class CommandsContract {
    abstract DataSource fresh();

    @Test
    void rollingBackToATagUndoesWhatCameAfterItNewestFirst() {
        DataSource database = fresh();
        ENGINE.migrate(sql(ONE), database);
        ENGINE.tag(database, "one");
        ENGINE.migrate(sql(ONE, TWO, FOUR), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO, FOUR), database, "one")))
                .containsExactly("a.sql::4::a", "a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKeys("two", "four");
        assertThat(ENGINE.plan(sql(ONE, TWO, FOUR), database).pending()).hasSize(2);
    }

    @Test
    void rollingBackByCountUndoesTheNewest() {
        DataSource database = fresh();
        ENGINE.migrate(sql(ONE, TWO, FOUR), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO, FOUR), database, RollbackTo.count(2))))
                .containsExactly("a.sql::4::a", "a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKeys("two", "four");
    }

    @Test
    void rollingBackToADateUndoesWhatCameLater() {
        DataSource database = fresh();
        ENGINE.migrate(sql(ONE), database);
        Instant first = ENGINE.history(database).get(0).executedAt().orElseThrow();
        // MariaDB keeps whole seconds.
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > first.getEpochSecond() + 1);
        ENGINE.migrate(sql(ONE, TWO), database);

        assertThat(ids(ENGINE.rollback(sql(ONE, TWO), database, RollbackTo.date(first))))
                .containsExactly("a.sql::2::a");

        assertThat(TestDatabases.tables(database)).containsKey("one").doesNotContainKey("two");
    }

    @Test
    void theSqlOfARollbackIsShownWithSecretsMaskedAndNothingIsUndone() {
        DataSource database = fresh();
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
    void synchronisingMarksWhatIsPendingWithoutExecutingIt() {
        DataSource database = fresh();
        ENGINE.migrate(sql(ONE), database);

        assertThat(ids(ENGINE.changelogSync(sql(ONE, TWO), database))).containsExactly("a.sql::2::a");

        assertThat(TestDatabases.tables(database)).doesNotContainKey("two");
        assertThat(ENGINE.plan(sql(ONE, TWO), database).pending()).isEmpty();
        assertThat(ENGINE.changelogSync(sql(ONE, TWO), database)).isEmpty();
    }

    @Test
    void theHistoryIsReadInOrderAndNothingIsWritten() {
        DataSource database = fresh();
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

    @Test
    void clearedChecksumsAreWrittenAnewByTheNextRun() {
        DataSource database = fresh();
        ENGINE.migrate(sql(ONE), database);

        ENGINE.clearChecksums(database);
        assertThat(ENGINE.history(database).get(0).checksum()).isEmpty();

        assertThat(ENGINE.migrate(sql(ONE.replace("a int", "a bigint")), database)
                        .applied())
                .isEmpty();
        assertThat(ENGINE.history(database).get(0).checksum()).isPresent();
    }

    @Test
    void aRunUpToATagSkipsWhatComesAfterItInPlanDryRunAndExecution() {
        DataSource database = fresh();

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
}
