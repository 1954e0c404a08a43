package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.TestDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationRejectedException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options that decide where the history is, what it says and when a run is refused. */
@Timeout(60)
class FurtherOptionsTest extends HistoryComparison {
    @Test
    void theDefaultSchemaHoldsTheHistoryAndUnqualifiedNames() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        var engine = FlywayEngine.builder()
                .schemas("ONE", "TWO")
                .defaultSchema("TWO")
                .build();
        DataSource database = TestDatabases.h2();

        engine.migrate(ChangelogSource.directory(directory).fetch(), database);

        assertThat(query(database, "select count(*) from two.a")).containsExactly("0");
        assertThat(query(database, "select \"version\" from two.\"flyway_schema_history\""))
                .contains("1");
        assertThat(query(database, "select schema_name from information_schema.schemata where schema_name = 'ONE'"))
                .hasSize(1);
    }

    @Test
    void aSchemaThatIsNotThereIsAProblemIfItIsNotToBeCreated() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        var engine = FlywayEngine.builder().schemas("ONE").createSchemas(false).build();
        DataSource database = TestDatabases.h2();
        var changelog = ChangelogSource.directory(directory).fetch();

        assertThat(engine.plan(changelog, database).problems())
                .singleElement()
                .asString()
                .contains("There is no schema 'ONE'");
        assertThatThrownBy(() -> engine.migrate(changelog, database)).isInstanceOf(MigrationRejectedException.class);
        TestDatabases.execute(database, "create schema one");

        assertThat(engine.migrate(changelog, database).applied()).hasSize(1);
    }

    @Test
    void theHistoryNamesTheInstallerAndTheBaselineThatAreSet() throws Exception {
        file("V2__b.sql", "create table b (id int);");
        DataSource database = TestDatabases.h2();
        TestDatabases.execute(database, "create table a (id int)");

        FlywayEngine.builder()
                .baselineOnMigrate(true)
                .baselineVersion("1.5")
                .baselineDescription("as it was")
                .installedBy("night shift")
                .build()
                .migrate(ChangelogSource.directory(directory).fetch(), database);

        assertThat(query(
                        database,
                        "select \"version\", \"description\", \"installed_by\" from \"flyway_schema_history\""
                                + " where \"version\" is not null order by \"installed_rank\""))
                .containsExactly("1.5|as it was|night shift", "2|b|night shift");
    }

    @Test
    void aTableOfASimilarNameIsNoHistory() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        DataSource database = TestDatabases.postgres();
        TestDatabases.execute(database, "create table \"flyway-schema-history\" (id int)");

        assertThat(new FlywayEngine()
                        .plan(ChangelogSource.directory(directory).fetch(), database)
                        .problems())
                .singleElement()
                .asString()
                .contains("has no history");
    }

    @Test
    void aChangedMigrationIsRejectedUnlessValidationIsSwitchedOff() throws Exception {
        file("V1__a.sql", "create table a (id int);");
        DataSource database = TestDatabases.h2();
        new FlywayEngine().migrate(ChangelogSource.directory(directory).fetch(), database);
        file("V1__a.sql", "create table a (id bigint);");
        file("V2__b.sql", "create table b (id int);");
        var changed = ChangelogSource.directory(directory).fetch();

        assertThat(new FlywayEngine().plan(changed, database).isApplicable()).isFalse();
        assertThat(FlywayEngine.builder()
                        .validateOnMigrate(false)
                        .build()
                        .migrate(changed, database)
                        .applied())
                .hasSize(1);
    }

    @Test
    void aFileThatIsAlmostNamedLikeAMigrationIsAProblemIfNamesAreValidated() {
        var changelog = Changelog.of(Map.of("V1__a.sql", "create table a (id int);", "V2_b.sql", "select 1;"));

        assertThat(new FlywayEngine().plan(changelog, TestDatabases.h2()).problems())
                .isEmpty();
        assertThat(FlywayEngine.builder()
                        .validateMigrationNaming(true)
                        .build()
                        .plan(changelog, TestDatabases.h2())
                        .problems())
                .singleElement()
                .asString()
                .contains("V2_b.sql");
    }

    @Test
    void statementsThatRunInATransactionAndSuchAsDoNotMayStandInOneMigrationIfMixedIsSet() throws Exception {
        file("V1__a.sql", "create table a (id int);\ncreate index concurrently i on a (id);");
        var changelog = ChangelogSource.directory(directory).fetch();
        DataSource mine = TestDatabases.postgres();
        DataSource theirs = TestDatabases.postgres();

        assertThat(new FlywayEngine().plan(changelog, mine).problems())
                .singleElement()
                .asString()
                .contains("'V1__a.sql'")
                .contains("mixed");
        FlywayEngine.builder().mixed(true).build().migrate(changelog, mine);
        var plain = new Flyway(Flyway.configure()
                .dataSource(theirs)
                .locations("filesystem:" + directory)
                .mixed(true));
        plain.getConfigurationExtension(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        plain.migrate();

        assertThat(rows(mine, "flyway_schema_history")).hasSize(1).isEqualTo(rows(theirs, "flyway_schema_history"));
    }
}
