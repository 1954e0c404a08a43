package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many tenants, migrated by threads of one JVM: Liquibase alone loses tables here. */
class FleetTest {
    private static final int THREADS = 8;
    private static final Changelog CHANGELOG = Changelog.of(Map.of(
            "a.sql",
            "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"
                    + "--changeset a:2\ncreate table two (a int);\n--changeset a:3\ncreate table three (a int);\n"));

    @Test
    void eightThreadsMigrateManySchemasCompletelyAndLeaveNoLockRow() throws Exception {
        migrateSchemas(6);
    }

    @RepeatedTest(3)
    @Tag("long")
    @Tag("once")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void eightThreadsMigrateTwentyFourSchemasCompletelyAndLeaveNoLockRow() throws Exception {
        migrateSchemas(24);
    }

    private static void migrateSchemas(int schemas) throws Exception {
        DataSource database = TestDatabases.postgres();
        List<Callable<MigrationReport>> runs = new ArrayList<>();
        for (int i = 0; i < schemas; i++) {
            TestDatabases.execute(database, "create schema s" + i);
            var engine = LiquibaseEngine.builder("a.sql").defaultSchema("s" + i).build();
            runs.add(() -> engine.migrate(CHANGELOG, database));
            runs.add(() -> engine.migrate(CHANGELOG, database));
        }

        assertThat(applied(runs)).isEqualTo(schemas * 3);
        for (int i = 0; i < schemas; i++) {
            String schema = "s" + i + ".";
            assertThat(TestDatabases.query(
                            database,
                            "select count(*), (select count(*) from " + schema + "one), (select count(*) from " + schema
                                    + "two), (select count(*) from " + schema + "three), (select locked from " + schema
                                    + "databasechangeloglock) from " + schema + "databasechangelog"))
                    .containsExactly("3|0|0|0|f");
        }
    }

    /** A schema of MariaDB is a database. */
    @RepeatedTest(3)
    @Tag("long")
    @Tag("once")
    void eightThreadsMigrateTwentyFourDatabasesOfMariaDbCompletelyAndLeaveNoLockRow() throws Exception {
        List<DataSource> databases = new ArrayList<>();
        List<Callable<MigrationReport>> runs = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            DataSource database = TestDatabases.mariaDb();
            databases.add(database);
            runs.add(() -> LiquibaseEngine.of("a.sql").migrate(CHANGELOG, database));
            runs.add(() -> LiquibaseEngine.of("a.sql").migrate(CHANGELOG, database));
        }

        assertThat(applied(runs)).isEqualTo(24 * 3);
        for (DataSource database : databases) {
            assertThat(TestDatabases.history(database)).hasSize(3);
            assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
            assertThat(TestDatabases.tables(database)).containsKeys("one", "two", "three");
        }
    }

    private static int applied(List<Callable<MigrationReport>> runs) throws Exception {
        var pool = Executors.newFixedThreadPool(THREADS);
        int applied = 0;
        try {
            for (Future<MigrationReport> run : pool.invokeAll(runs)) {
                applied += run.get().applied().size();
            }
        } finally {
            pool.shutdownNow();
        }
        return applied;
    }
}
