package dev.slipway.migration.liquibase;

import static dev.slipway.migration.MigrationPlan.State.PENDING;
import static dev.slipway.migration.MigrationPlan.State.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What Liquibase can do beyond migrating, and runs that end before the changelog does. */
class CommandsTest {
    static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    static final String ONE = changeSet("1", "one") + "--rollback drop table one;\n";
    static final String TWO = changeSet("2", "two") + "--rollback drop table two;\n";
    static final String THREE = changeSet("3", "three");
    static final String FOUR = changeSet("4", "four") + "--rollback drop table four;\n";
    static final Changelog TAGGED = Changelog.of(Map.of("a.yaml", """
            databaseChangeLog:
              - changeSet: {id: 1, author: a, changes: [{sql: {sql: create table one (a int)}}]}
              - changeSet: {id: 2, author: a, changes: [{tagDatabase: {tag: v1}}]}
              - changeSet: {id: 3, author: a, changes: [{sql: {sql: create table three (a int)}}]}
            """));
    static final LiquibaseEngine UP_TO_V1 =
            LiquibaseEngine.builder("a.yaml").upToTag("v1").build();

    static String changeSet(String id, String table) {
        return "--changeset a:" + id + "\ncreate table " + table + " (a int);\n";
    }

    static Changelog sql(String... changeSets) {
        return Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n" + String.join("", changeSets)));
    }

    static List<String> ids(List<Migration> migrations) {
        return migrations.stream().map(Migration::id).toList();
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

    @Test
    void aCommandThatIsToldToStopWhileItWaitsOrBeforeItWritesChangesNothing() throws Exception {
        DataSource database = TestDatabases.h2();
        ENGINE.migrate(sql(ONE), database);
        List<String> before = history(database);
        Map<String, Consumer<MigrateOptions>> commands = Map.of(
                "tag", options -> ENGINE.tag(database, "v1", options),
                "rollback", options -> ENGINE.rollback(sql(ONE), database, RollbackTo.count(1), options),
                "changelogSync", options -> ENGINE.changelogSync(sql(ONE, TWO), database, options),
                "clearChecksums", options -> ENGINE.clearChecksums(database, options));
        for (var command : commands.entrySet()) {
            LockTest.setRow(database, "buildhost (10.0.0.7)", "current_timestamp");
            var stop = new AtomicBoolean();
            assertStopped(
                    command.getKey(),
                    "Stopped while waiting for 'buildhost",
                    command.getValue(),
                    stop,
                    holder -> stop.set(true));
            ENGINE.releaseLocks(database);
            assertStopped(
                    command.getKey(), "Stopped before anything was written", command.getValue(), stop, holder -> {});
            assertThat(history(database)).as(command.getKey()).isEqualTo(before);
            assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
        }

        LockTest.setRow(database, "buildhost (10.0.0.7)", "current_timestamp");
        assertStopped(
                "releaseLocks",
                "Stopped before anything was written",
                options -> ENGINE.releaseLocks(database, options),
                new AtomicBoolean(true),
                holder -> {});
        assertThat(ENGINE.listLocks(database)).hasSize(1);
    }

    private static void assertStopped(
            String command,
            String message,
            Consumer<MigrateOptions> run,
            AtomicBoolean stop,
            Consumer<String> onWaiting) {
        var options = MigrateOptions.builder()
                .stop(stop::get)
                .listener(new MigrationListener() {
                    @Override
                    public void waiting(String holder, Duration soFar) {
                        onWaiting.accept(holder);
                    }
                })
                .build();
        assertThatThrownBy(() -> run.accept(options))
                .as(command)
                .isInstanceOf(MigrationIncompleteException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("nothing was executed");
    }

    private static List<String> history(DataSource database) {
        return TestDatabases.query(database, "select id, md5sum, tag from databasechangelog");
    }

    @Test
    void synchronisingEndsAtTheTag() {
        DataSource database = TestDatabases.h2();

        assertThat(ids(UP_TO_V1.changelogSync(TAGGED, database))).containsExactly("a.yaml::1::a", "a.yaml::2::a");
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
