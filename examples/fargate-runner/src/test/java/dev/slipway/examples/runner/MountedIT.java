package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.aws.AwsStandIn;
import dev.slipway.migration.git.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounted directories instead of a repository: no Git, no AWS. */
class MountedIT {
    private static Postgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void build() {
        postgres = Postgres.start();
    }

    @AfterAll
    static void clear() {
        postgres.close();
    }

    @Test
    void severalDirectoriesAreFlywaysSeveralLocations() throws IOException {
        file("common/sub/V1__a.sql", "create table a (id int)");
        file("postgres/V2__b.sql", "create table b (id int)");
        String database = postgres.fresh();
        var environment = environment(database);
        environment.put("CHANGELOG_DIRECTORY", directory.resolve("common") + "," + directory.resolve("postgres"));

        var first = RunnerProcess.run(Stage.jar(), environment);
        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(first.out()).containsPattern("the database stands at changelog [0-9a-f]{64}");
        assertThat(postgres.query(database, "select script from flyway_schema_history order by installed_rank"))
                .containsExactly("sub/V1__a.sql", "V2__b.sql");
    }

    @Test
    void aConfFileOfFlywaysRunsUnchanged() throws IOException {
        file("sql/V1__a.sql", "create table #[name]# (id int)");
        file("sql/V2__b.sql", "create table b (id int)");
        String database = postgres.fresh();
        file("conf/flyway.conf", """
                # Settings are simple key-value pairs
                flyway.url=jdbc:postgresql://127.0.0.1:%d/%s
                flyway.user=sqladmin
                flyway.password=${PASSWORD}
                flyway.locations=filesystem:%s
                flyway.schemas=shop,audit
                flyway.table=history
                flyway.placeholders.name=shop.a
                flyway.placeholderPrefix=#[
                flyway.placeholderSuffix=]#
                flyway.jdbcProperties.ApplicationName=flyway-conf
                flyway.target=1
                """.formatted(postgres.port(), database, directory.resolve("sql")));
        var environment = Map.of(
                "FLYWAY_CONFIG_FILES", directory.resolve("conf/flyway.conf").toString(),
                "FLYWAY_INSTALLED_BY", "me",
                "PASSWORD", postgres.adminPassword());

        var first = RunnerProcess.run(Stage.jar(), environment, "--log-level=TRACE");
        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(first.all()).doesNotContain(postgres.adminPassword());
        assertThat(postgres.query(
                        database, "select installed_by || ' ' || script from shop.history where version = '1'"))
                .containsExactly("me V1__a.sql");
        assertThat(postgres.query(
                        database, "select table_schema from information_schema.tables where table_name = 'a'"))
                .containsExactly("shop");
        assertThat(postgres.query(database, "select nspname from pg_namespace where nspname = 'audit'"))
                .hasSize(1);
        assertThat(postgres.query(database, "select 1 from pg_tables where tablename = 'b'"))
                .isEmpty();

        var refused = RunnerProcess.run(Stage.jar(), environment, "--flyway=licenseKey=x", "--flyway=jarDirs=y");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).contains("--flyway licenseKey: a setting of Flyway's paid", "--flyway jarDirs: ");
    }

    @Test
    void theEnvironmentOfFlywaysContainerRunsUnchanged() throws IOException {
        file("common/V1__a.sql", "create table a (id int)");
        file("postgres/V2__b.sql", "create table b (id int)");
        String database = postgres.fresh();
        var environment = Map.of(
                "FLYWAY_URL", "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database,
                "FLYWAY_USER", "sqladmin",
                "FLYWAY_PASSWORD", postgres.adminPassword(),
                "FLYWAY_LOCATIONS",
                        "filesystem:" + directory.resolve("common") + ",filesystem:" + directory.resolve("postgres"),
                "FLYWAY_SCHEMAS", "shop",
                "FLYWAY_TABLE", "history",
                "FLYWAY_EDITION", "");

        var info = RunnerProcess.run(Stage.jar(), environment, "info");
        assertThat(info.exitCode()).as(info.all()).isZero();
        assertThat(info.out()).contains("2 pending to apply");
        var migrate = RunnerProcess.run(Stage.jar(), environment, "-target=latest", "migrate");
        assertThat(migrate.exitCode()).as(migrate.all()).isZero();
        assertThat(postgres.query(database, "select script from shop.history where version is not null order by 1"))
                .containsExactly("V1__a.sql", "V2__b.sql");
        assertThat(postgres.query(
                        database, "select table_schema from information_schema.tables where table_name = 'a'"))
                .containsExactly("shop");
    }

    @Test
    void aTomlFileOfFlywaysRunsUnchanged() throws IOException {
        file("sql/V1__a.sql", "create table ${name} (id int)");
        String database = postgres.fresh();
        file("conf/flyway.toml", """
                [environments.default]
                url = "jdbc:h2:mem:flyway_db"
                [environments.production]
                url = "jdbc:postgresql://127.0.0.1:%d/%s"
                user = "sqladmin"
                password = "${env.PASSWORD}"
                [flyway]
                environment = "production"
                locations = ["filesystem:%s"]
                defaultSchema = "shop"
                [flyway.placeholders]
                name = "a"
                """.formatted(postgres.port(), database, directory.resolve("sql")));
        var environment = Map.of(
                "FLYWAY_CONFIG_FILES", directory.resolve("conf/flyway.toml").toString(),
                "PASSWORD", postgres.adminPassword());
        var migrate = RunnerProcess.run(Stage.jar(), environment);
        assertThat(migrate.exitCode()).as(migrate.all()).isZero();
        assertThat(postgres.query(database, "select script from shop.flyway_schema_history where version = '1'"))
                .containsExactly("V1__a.sql");
    }

    @Test
    void aDatabaseWithoutHistoryIsTakenOverAndMended() throws IOException {
        file("V1__a.sql", "create table a (id int)");
        file("V2__b.sql", "create table b (id int)");
        String database = postgres.fresh();
        postgres.execute(database, "create table a (id int)");
        var environment = environment(database);
        environment.put("CHANGELOG_DIRECTORY", directory.toString());

        var baseline = RunnerProcess.run(Stage.jar(), environment, "--command=baseline", "--baseline-version=1.5");
        assertThat(baseline.exitCode()).as(baseline.all()).isZero();
        assertThat(baseline.out()).contains("Baseline: the history begins at version 1.5");
        var migrate = RunnerProcess.run(Stage.jar(), environment);
        assertThat(migrate.exitCode()).as(migrate.all()).isZero();
        assertThat(migrate.out()).contains("Applied 1 migration");

        file("V2__b.sql", "create table b (id int, name text)");
        assertThat(RunnerProcess.run(Stage.jar(), environment, "--command=validate")
                        .exitCode())
                .isEqualTo(6);
        var repair = RunnerProcess.run(Stage.jar(), environment, "--command=repair");
        assertThat(repair.exitCode()).as(repair.all()).isZero();
        var validate = RunnerProcess.run(Stage.jar(), environment, "--command=validate");
        assertThat(validate.exitCode()).as(validate.all()).isZero();
    }

    @Test
    void severalDirectoriesOfARepositoryAreLocationsAndParametersAndKmsGiveSecrets() throws Exception {
        Path repository = directory.resolve("schema.git");
        try (var git = SampleRepository.bare(repository)) {
            git.commit(
                    "master",
                    Map.of(
                            "sql/common/V1__a.sql", "create role ${name} login password '${password}'",
                            "sql/postgres/V2__b.sql", "create table b (id int)",
                            "sql/other/V3__c.sql", "create table c (id int)"));
        }
        String database = postgres.fresh();
        try (var aws = AwsStandIn.start()) {
            aws.parameterStore().put("/prod/login", postgres.adminLogin());
            var environment = new HashMap<>(aws.environment());
            environment.putAll(environment(database));
            environment.putAll(Map.of(
                    "REGION",
                    aws.region(),
                    "DB_CREDENTIALS",
                    "ssm:/prod/login",
                    "REPOSITORY_URL",
                    "file:" + repository,
                    "REPOSITORY_DIRECTORY",
                    "sql/common,sql/postgres",
                    "FLYWAY_PLACEHOLDERS_NAME",
                    "kms_user",
                    "FLYWAY_PLACEHOLDERS_PASSWORD",
                    "kms:" + aws.kms().encrypt("{\"password\":\"kM5-sec.ret-99\"}") + "#password"));
            var finished = RunnerProcess.run(Stage.jar(), environment, "--log-level=TRACE");
            assertThat(finished.exitCode()).as(finished.all()).isZero();
            assertThat(finished.all()).doesNotContain("kM5-sec.ret-99", postgres.adminPassword());
        }
        assertThat(postgres.query(database, "select script from flyway_schema_history order by installed_rank"))
                .containsExactly("V1__a.sql", "V2__b.sql");
        try (var connection = postgres.connect(database, "kms_user", "kM5-sec.ret-99")) {
            assertThat(Postgres.query(connection, "select current_user")).containsExactly("kms_user");
        }
    }

    private Map<String, String> environment(String database) {
        return new HashMap<>(Map.of(
                "DB_URL",
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database,
                "DB_CREDENTIALS",
                "env:LOGIN",
                "LOGIN",
                postgres.adminLogin()));
    }

    private void file(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
