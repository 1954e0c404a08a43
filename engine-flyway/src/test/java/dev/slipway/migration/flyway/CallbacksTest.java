package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationIncompleteException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SQL callbacks in the changelog run when plain Flyway runs them. */
@Timeout(60)
class CallbacksTest extends HistoryComparison {
    private static final List<String> OF_EVERY_RUN = List.of(
            "beforeMigrate",
            "beforeEachMigrate",
            "afterEachMigrate",
            "afterVersioned",
            "beforeRepeatables",
            "afterMigrate",
            "afterMigrateApplied",
            "afterMigrateError",
            "beforeValidate",
            "afterValidate",
            "beforeInfo",
            "beforeClean");

    /** Outside of what Flyway looks after, which is empty. */
    private static DataSource withNotes() {
        DataSource database = TestDatabases.h2();
        TestDatabases.execute(
                database, "create schema notes", "create table notes.called (id int auto_increment, t varchar(40))");
        return database;
    }

    private static List<String> called(DataSource database) {
        return TestDatabases.query(database, "select t from notes.called order by id");
    }

    private void callbacks(List<String> events) throws Exception {
        for (String event : events) {
            file(event + ".sql", "insert into notes.called (t) values ('" + event + "');");
        }
    }

    @Test
    void callbacksOfAChangelogRunWhenPlainFlywayRunsThem() throws Exception {
        callbacks(OF_EVERY_RUN);
        file("deeper/afterMigrate__second.sql", "insert into notes.called (t) values ('second');");
        file("V1__a.sql", "create table a (id int);");
        file("R__b.sql", "insert into a values (1);");
        DataSource mine = withNotes();
        DataSource theirs = withNotes();

        migrateByBoth(mine, theirs);

        assertThat(called(mine))
                .contains("beforeMigrate", "afterEachMigrate", "afterVersioned", "afterMigrateApplied", "second")
                .doesNotContain("afterMigrateError", "beforeInfo", "beforeClean")
                .isEqualTo(called(theirs));
    }

    private void migrateByBoth(DataSource mine, DataSource theirs) {
        new FlywayEngine().migrate(ChangelogSource.directory(directory).fetch(), mine);
        plain(theirs).migrate();
    }

    private Flyway plain(DataSource database) {
        return Flyway.configure()
                .dataSource(database)
                .locations("filesystem:" + directory)
                .load();
    }

    @Test
    void callbacksOfConnectionsRunInARunAndNotInAPlan() throws Exception {
        assumeTrue(Event.fromId("afterConnect") != null, "this version of Flyway has no such event");
        callbacks(List.of("afterConnect", "beforeConnect"));
        file("V1__a.sql", "create table a (id int);");
        DataSource mine = withNotes();
        DataSource theirs = withNotes();
        var changelog = ChangelogSource.directory(directory).fetch();

        new FlywayEngine().plan(changelog, mine);
        new FlywayEngine().dryRun(changelog, mine);
        assertThat(called(mine)).isEmpty();
        migrateByBoth(mine, theirs);

        assertThat(called(mine)).isNotEmpty().hasSameElementsAs(called(theirs));
        file("afterConnect.sh", "exit 1");
        assertThat(new FlywayEngine()
                        .plan(ChangelogSource.directory(directory).fetch(), mine)
                        .problems())
                .singleElement()
                .asString()
                .contains("callback 'afterConnect.sh'");
    }

    @Test
    void callbacksOfFailuresRunWhenPlainFlywayRunsThem() throws Exception {
        callbacks(OF_EVERY_RUN);
        callbacks(List.of("afterEachMigrateError", "afterMigrateOperationFinish"));
        file("V1__a.sql", "create table a (id int);");
        file("V2__b.sql", "insert into nowhere values (1);");
        DataSource mine = withNotes();
        DataSource theirs = withNotes();

        assertThat(catchThrowable(() -> new FlywayEngine()
                        .migrate(ChangelogSource.directory(directory).fetch(), mine)))
                .isInstanceOf(MigrationIncompleteException.class);
        assertThat(catchThrowable(() -> plain(theirs).migrate())).isInstanceOf(FlywayException.class);

        assertThat(called(mine)).contains("afterMigrateError").isEqualTo(called(theirs));
    }
}
