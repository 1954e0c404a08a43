package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationRejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each option means what it means to plain Flyway. */
@Timeout(60)
class OptionsTest extends HistoryComparison {
    @Test
    void severalDirectoriesAreSeveralLocations() throws Exception {
        file("sql/common/V1__a.sql", "create table a (id int);");
        file("sql/h2/later/V2__b.sql", "create table b (id int);");
        file("sql/postgres/V2__b.sql", "no SQL of H2");
        file("sql/h2/R__r.sql", "create table if not exists r (id int);");
        locations.addAll(List.of("sql/common", "sql/h2"));

        assertSameHistory(b -> b.locations("sql/common/", "./sql/h2"), c -> c);

        var engine = FlywayEngine.builder().locations("sql/common", "sql/h2").build();
        var changelog = ChangelogSource.directory(directory).fetch();
        assertThat(engine.plan(changelog, TestDatabases.h2()).pending())
                .extracting(migration -> migration.path().orElseThrow())
                .containsExactly("sql/common/V1__a.sql", "sql/h2/later/V2__b.sql", "sql/h2/R__r.sql");
        assertThat(engine.dryRun(changelog, TestDatabases.h2()))
                .extracting(script -> script.sql().strip())
                .startsWith("create table a (id int);");
    }

    @Test
    void aLocationWithinAnotherOneIsLeftOut() throws Exception {
        file("sql/common/V1__a.sql", "create table a (id int);");
        file("sql/V2__b.sql", "create table b (id int);");
        locations.addAll(List.of("sql/common", "sql"));

        assertSameHistory(b -> b.locations("sql/common", "sql"), c -> c);
    }

    @Test
    void aLocationThatIsNotThereIsAProblem() {
        var changelog = Changelog.of(Map.of("sql/V1__a.sql", "select 1;"));
        var engine = FlywayEngine.builder().locations("sql", "sq1").build();

        assertThat(engine.plan(changelog, TestDatabases.h2()).problems())
                .singleElement()
                .asString()
                .contains("'sq1'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlywayEngine.builder().locations("filesystem:sql"))
                .withMessageContaining("'filesystem:sql'");
    }

    @Test
    void severalChangelogsShareADatabaseByTheirTables() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        DataSource mine = TestDatabases.h2();
        DataSource theirs = TestDatabases.h2();

        assertSameHistory(mine, theirs, b -> b.table("first"), c -> c.table("first"));
        file("V1__a.sql", "create table b (id int);");

        assertSameHistory(
                mine,
                theirs,
                b -> b.table("second").baselineOnMigrate(true).baselineVersion("0"),
                c -> c.table("second").baselineOnMigrate(true).baselineVersion("0"));
    }

    @Test
    void namesMayHaveOtherPrefixesSeparatorsAndSuffixes() throws Exception {
        file("M1--a.ddl", "create table a (id int);");
        file("P--b.dml", "insert into a values (1);");
        file("V2__c.sql", "not SQL");

        assertSameHistory(
                b -> b.sqlMigrationPrefix("M")
                        .repeatableSqlMigrationPrefix("P")
                        .sqlMigrationSeparator("--")
                        .sqlMigrationSuffixes(".ddl", ".dml"),
                c -> c.sqlMigrationPrefix("M")
                        .repeatableSqlMigrationPrefix("P")
                        .sqlMigrationSeparator("--")
                        .sqlMigrationSuffixes(".ddl", ".dml"));
    }

    @Test
    void placeholdersMayLookOtherwiseOrBeLeftAlone() throws Exception {
        file("V1__a.sql", "create table a (t varchar(40)); insert into a values ('@@who@@${x}');");
        file("R__b.sql", "insert into a values ('@@who@@');");

        DataSource database = assertSameHistory(
                b -> b.placeholderPrefix("@@").placeholderSuffix("@@").placeholder("who", "me"),
                c -> c.placeholderPrefix("@@").placeholderSuffix("@@").placeholders(Map.of("who", "me")));
        assertThat(TestDatabases.query(database, "select t from a")).containsExactly("me${x}", "me");
        DataSource untouched =
                assertSameHistory(b -> b.placeholderReplacement(false), c -> c.placeholderReplacement(false));
        assertThat(TestDatabases.query(untouched, "select t from a")).containsExactly("@@who@@${x}", "@@who@@");
    }

    @Test
    void aTargetLeavesTheRestAndOutOfOrderTakesWhatWasSkipped() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        file("V3__c.sql", "create table c (id int);");
        file("V4__d.sql", "create table d (id int);");
        DataSource mine = TestDatabases.h2();
        DataSource theirs = TestDatabases.h2();

        assertSameHistory(mine, theirs, b -> b.target("3"), c -> c.target("3"));
        file("V2__b.sql", "create table b (id int);");

        assertSameHistory(mine, theirs, b -> b.outOfOrder(true), c -> c.outOfOrder(true));
        assertThat(TestDatabases.query(mine, "select count(*) from b")).containsExactly("0");
    }

    @Test
    void ignorePatternsLetMissingMigrationsPass() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        file("V2__b.sql", "create table b (id int);");
        DataSource mine = TestDatabases.h2();
        DataSource theirs = TestDatabases.h2();
        assertSameHistory(mine, theirs, b -> b, c -> c);
        Files.delete(directory.resolve("V1__a.sql"));
        file("V3__c.sql", "create table c (id int);");

        assertSameHistory(
                mine, theirs, b -> b.ignoreMigrationPatterns("*:missing"), c -> c.ignoreMigrationPatterns("*:missing"));
    }

    @Test
    void aBaselineMigrationStandsForTheOnesBeforeIt() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        file("V2__b.sql", "create table b (id int);");
        file("B2__base.sql", "create table ab (id int);");
        file("V3__c.sql", "create table c (id int);");

        DataSource database = assertSameHistory(b -> b, c -> c);

        // The first line says that Flyway made the table.
        assertThat(rows(database, "flyway_schema_history").subList(1, 3))
                .satisfiesExactly(
                        line -> assertThat(line).contains("B2__base.sql"),
                        line -> assertThat(line).contains("V3__c.sql"));
    }

    @Test
    void scriptConfigurationFilesAreFollowed() throws Exception {
        file("V1__a.sql", "create table a (t varchar(9)); insert into a values ('${x}');");
        file("V1__a.sql.conf", "placeholderReplacement=false\nexecuteInTransaction=false\n");

        DataSource database = assertSameHistory(b -> b, c -> c);

        assertThat(TestDatabases.query(database, "select t from a")).containsExactly("${x}");
    }

    @Test
    void whatOnlyAPaidEditionOfFlywayDoesIsAProblem() {
        var changelog = Changelog.of(Map.of("V1__a.sql", "select 1;", "V1__a.sql.conf", "shouldExecute=false\n"));

        assertThat(new FlywayEngine().plan(changelog, TestDatabases.h2()).problems())
                .singleElement()
                .asString()
                .contains("shouldExecute is not supported by OSS");
    }

    @Test
    void callbacksOfChangelogAndCallerRunAndNoneReplacesAnother() throws Exception {
        file("V2__b.sql", "insert into called values ('V2');");
        file("beforeMigrate.sql", "create table if not exists called (t varchar(40));");
        file("beforeEachMigrate__of_file.sql", "insert into called values ('file');");
        file("afterMigrate.sql", "insert into called values ('after');");
        var events = new ArrayList<Event>();
        var changelog = ChangelogSource.directory(directory).fetch();
        DataSource database = TestDatabases.h2();

        var report = FlywayEngine.builder()
                .configure(c -> c.callbacks(new Recording(events)))
                .callbacks(new Recording(events))
                .javaMigrations(new V3__In_java())
                .build()
                .migrate(changelog, database);

        assertThat(report.applied())
                .extracting(applied -> applied.migration().id())
                .containsExactly("2", "3");
        assertThat(TestDatabases.query(database, "select t from called"))
                .containsExactly("file", "V2", "file", "V3", "after");
        assertThat(events)
                .containsExactly(
                        Event.BEFORE_EACH_MIGRATE,
                        Event.BEFORE_EACH_MIGRATE,
                        Event.BEFORE_EACH_MIGRATE,
                        Event.BEFORE_EACH_MIGRATE);
    }

    @Test
    void aTypedOptionWinsOverConfigureInWhateverOrderTheyAreCalled() {
        var changelog = Changelog.of(Map.of("V1__a.sql", "create table a (id int);"));
        for (FlywayEngine engine : List.of(
                FlywayEngine.builder()
                        .configure(c -> c.table("theirs").installedBy("hatch"))
                        .table("mine")
                        .build(),
                FlywayEngine.builder()
                        .table("mine")
                        .configure(c -> c.table("theirs").installedBy("hatch"))
                        .build())) {
            DataSource database = TestDatabases.h2();

            engine.migrate(changelog, database);

            assertThat(TestDatabases.query(database, "select \"installed_by\" from \"mine\" where \"version\" = '1'"))
                    .containsExactly("hatch");
        }
    }

    @Test
    void codeOfTheCallersTakesTheFingerprintAway() {
        assertThat(FlywayEngine.builder()
                        .javaMigrations(new V3__In_java())
                        .build()
                        .id()
                        .fingerprint())
                .isEmpty();
        assertThat(FlywayEngine.builder().locations("a").build().id())
                .isEqualTo(FlywayEngine.builder().locations("a/").build().id())
                .isNotEqualTo(FlywayEngine.builder().locations("b").build().id());
    }

    @Test
    void whatFlywayWouldStartAsAProcessIsRefusedAndNeverStarted() throws Exception {
        Path witness = directory.resolve("witness");
        file("V1__a.sql", "create table a (id int);");
        file("V2__b.sh", "touch " + witness);
        file("V4__no_extension", "touch " + witness);
        file("afterMigrate", "touch " + witness);
        file("beforeMigrate.sh", "touch " + witness);
        file("beforeMigrate__all.ps1", "touch " + witness);
        Changelog changelog = ChangelogSource.directory(directory).fetch();
        DataSource database = TestDatabases.h2();

        assertThat(new FlywayEngine().plan(changelog, database).problems())
                .extracting(problem -> problem.message())
                .satisfiesExactly(
                        message -> assertThat(message).contains("'V2__b.sh'"),
                        message -> assertThat(message).contains("'V4__no_extension'"),
                        message -> assertThat(message).contains("callback 'afterMigrate'"),
                        message -> assertThat(message).contains("callback 'beforeMigrate.sh'"),
                        message -> assertThat(message).contains("callback 'beforeMigrate__all.ps1'"));
        assertThatThrownBy(() -> new FlywayEngine().migrate(changelog, database))
                .isInstanceOf(MigrationRejectedException.class);
        assertThat(witness).doesNotExist();
    }

    /** Records what it is told. */
    private record Recording(List<Event> events) implements Callback {
        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            events.add(event);
        }

        @Override
        public String getCallbackName() {
            return "recording";
        }
    }

    /** A migration written in Java. */
    private static final class V3__In_java extends BaseJavaMigration {
        @Override
        public void migrate(org.flywaydb.core.api.migration.Context context) throws Exception {
            try (var statement = context.getConnection().createStatement()) {
                statement.execute("insert into called values ('V3')");
            }
        }
    }
}
