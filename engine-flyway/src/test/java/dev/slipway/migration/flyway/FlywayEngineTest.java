package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.TestDatabases.execute;
import static dev.slipway.migration.flyway.TestDatabases.lockingSessions;
import static dev.slipway.migration.flyway.TestDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.State;
import dev.slipway.migration.MigrationRejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What this engine promises beyond the contract. */
@Timeout(60)
class FlywayEngineTest {
    private static final String ROWS =
            "select installed_rank, version, description, type, script, checksum, success from flyway_schema_history"
                    + " order by installed_rank";
    private static final Changelog SMALL = Changelog.of(Map.of(
            "V1__ship.sql", "create table ship (id int, name text);\r\ninsert into ship values (1, 'Árgo');",
            "later/V1.2__port.sql", "create table port (id int);\n",
            "R__fleet.sql", "create or replace view fleet as select * from ship where name <> '${not_me}';",
            "notes.txt", "not a migration"));

    private final FlywayEngine engine =
            FlywayEngine.builder().placeholder("NOT_me", "Beagle").build();

    @Test
    void theHistoryIsTheOneThatPlainFlywayWrites(@TempDir Path directory) throws Exception {
        for (var file : SMALL.files()) {
            Path path = directory.resolve(file.path());
            Files.createDirectories(path.getParent());
            Files.write(path, file.bytes());
        }
        DataSource plain = TestDatabases.postgres();
        DataSource ours = TestDatabases.postgres();

        Flyway.configure()
                .dataSource(plain)
                .locations("filesystem:" + directory)
                .placeholders(Map.of("not_me", "Beagle"))
                .load()
                .migrate();
        engine.migrate(SMALL, ours);

        assertThat(query(ours, ROWS)).isEqualTo(query(plain, ROWS)).hasSize(3);
        assertThat(engine.plan(SMALL, plain).entries())
                .as("a history of plain Flyway is taken over")
                .allSatisfy(entry -> assertThat(entry.state()).isEqualTo(State.APPLIED));
    }

    @Test
    void anIndexIsCreatedConcurrentlyWithoutHangingAndUnderTheLock() {
        DataSource database = TestDatabases.postgres();
        var changelog = Changelog.of(Map.of(
                "V1__a.sql", "create table a (id int);",
                "V2__i.sql", "create index concurrently i on a (id);",
                "V3__b.sql", "create table b (id int);"));
        var holders = new ArrayList<List<String>>();

        var report = engine.migrate(changelog, database, started(() -> holders.add(lockingSessions(database))));

        assertThat(report.applied()).hasSize(3);
        assertThat(holders)
                .hasSize(3)
                .allSatisfy(sessions -> assertThat(sessions).hasSize(1));
        assertThat(lockingSessions(database)).isEmpty();
    }

    private static MigrateOptions started(Runnable action) {
        return MigrateOptions.builder()
                .listener(new MigrationListener() {
                    @Override
                    public void started(Migration migration, int number, int total) {
                        action.run();
                    }
                })
                .build();
    }

    @Test
    void plainFlywayIsKeptOutWhileARunLasts() {
        DataSource database = TestDatabases.postgres();
        var refused = new ArrayList<Throwable>();
        var plain = Flyway.configure()
                .dataSource(database)
                .locations("filesystem:src/test/java")
                .lockRetryCount(0)
                .load();

        engine.migrate(
                SMALL,
                database,
                MigrateOptions.builder()
                        .listener(new MigrationListener() {
                            @Override
                            public void planned(MigrationPlan plan) {
                                refused.add(org.assertj.core.api.Assertions.catchThrowable(plain::migrate));
                            }
                        })
                        .build());

        assertThat(refused).singleElement().asString().contains("advisory lock");
    }

    @Test
    void onPostgresOneConnectionAtATimeIsEnough() {
        DataSource database = SmallPool.of(1, TestDatabases.postgres());
        var files = new LinkedHashMap<String, String>();
        SMALL.files().forEach(file -> files.put(file.path(), file.text(java.nio.charset.StandardCharsets.UTF_8)));
        files.put("beforeMigrate.sql", "select 1;");
        files.put("afterMigrate.sql", "create table if not exists called (id int);");
        var changelog = Changelog.of(files);

        engine.plan(changelog, database);
        engine.dryRun(changelog, database);
        engine.migrate(changelog, database);
        engine.repair(changelog, database);

        assertThat(query(database, "select count(*) from called")).containsExactly("0");
    }

    @Test
    void aFailureNamesFileLineStatementAndSqlState() {
        var changelog = Changelog.of(Map.of(
                "V1__a.sql", "create table a (id int);",
                "sub/V2__b.sql", "insert into a values (1);\n\n\ninsert into nowhere values (1);"));

        var failure = catchThrowableOfType(
                MigrationIncompleteException.class, () -> engine.migrate(changelog, TestDatabases.postgres()));

        assertThat(failure)
                .hasMessageContaining("'2'")
                .hasMessageContaining("'sub/V2__b.sql', line 4, statement 2")
                .hasMessageContaining("SQLState 42P01")
                .hasMessageContaining("\"nowhere\"")
                .hasMessageContaining("rolled back");
        assertThat(failure.applied()).extracting(migration -> migration.id()).containsExactly("1");
    }

    @Test
    void aNonEmptyDatabaseWithoutAHistoryIsAProblemUntilItIsBaselined() {
        DataSource database = TestDatabases.postgres();
        execute(database, "create table ship (id int, name text)");

        assertThat(engine.plan(SMALL, database).problems())
                .singleElement()
                .asString()
                .contains("baseline");
        assertThatThrownBy(() -> engine.migrate(SMALL, database)).isInstanceOf(MigrationRejectedException.class);
        engine.baseline(database, "1", "as it was");

        assertThat(engine.migrate(SMALL, database).applied())
                .extracting(applied -> applied.migration().id())
                .containsExactly("1.2", "R__fleet");
    }

    @Test
    void baselineOnMigrateMakesANonEmptyDatabaseApplicable() {
        DataSource database = TestDatabases.postgres();
        execute(database, "create table ship (id int, name text)");
        var baselining = engine.toBuilder().baselineOnMigrate(true).build();

        assertThat(baselining.plan(SMALL, database).pending())
                .extracting(migration -> migration.id())
                .containsExactly("1.2", "R__fleet");
        assertThat(baselining.migrate(SMALL, database).applied()).hasSize(2);
    }

    @Test
    void repairTakesTheChecksumsOfTheChangelog() {
        DataSource database = TestDatabases.postgres();
        engine.migrate(Changelog.of(Map.of("V1__a.sql", "select 1;")), database);
        var edited = Changelog.of(Map.of("V1__a.sql", "select 2;"));
        assertThat(engine.plan(edited, database).isApplicable()).isFalse();

        engine.repair(edited, database);

        assertThat(engine.plan(edited, database).isApplicable()).isTrue();
    }

    @Test
    void schemasAreCreatedByARunAndNotByAPlan() {
        DataSource database = TestDatabases.postgres();
        var tenant = FlywayEngine.builder().schemas("tenant").build();
        var changelog = Changelog.of(Map.of("V1__a.sql", "create table a (id int);"));
        String schemas = "select count(*) from information_schema.schemata where schema_name = 'tenant'";

        assertThat(tenant.plan(changelog, database).isApplicable()).isTrue();
        assertThat(query(database, schemas)).containsExactly("0");
        tenant.migrate(changelog, database);

        assertThat(query(database, "select count(*) from tenant.a")).containsExactly("0");
        assertThat(tenant.plan(changelog, database).entries()).hasSize(1);
    }

    @Test
    void anEngineWithAHatchHasNoFingerprint() {
        assertThat(FlywayEngine.builder()
                        .configure(c -> c.outOfOrder(true))
                        .build()
                        .id()
                        .fingerprint())
                .isEmpty();
        assertThat(engine.id().fingerprint())
                .isPresent()
                .isEqualTo(engine.toBuilder().build().id().fingerprint())
                .isNotEqualTo(engine.toBuilder().group(true).build().id().fingerprint());
        assertThat(engine.id().version()).matches("\\d+\\.\\d+.*").isEqualTo(FlywayEngine.version());
    }

    @Test
    void theVersionIsTheOneThatTheBuildAskedFor() {
        assertThat(engine.id().version()).isEqualTo(System.getProperty("flyway.version"));
    }
}
