package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The main job, by the packaged jar as a process. */
class RunnerIT {
    private static Stage stage;

    @BeforeAll
    static void build() {
        stage = new Stage();
    }

    @AfterAll
    static void clear() {
        stage.close();
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void theDemoGoesThroughBothBranchesAndBothEngines() throws SQLException {
        stage.postgres().fresh();
        var printed = new ByteArrayOutputStream();
        int exitCode = Demo.run(stage, Stage.jar(), new PrintStream(printed, true, UTF_8));
        String text = printed.toString(UTF_8);

        assertThat(exitCode).as(text).isZero();
        assertThat(text)
                .containsSubsequence(
                        "=== Flyway, branch master",
                        "INFO  Starting migrate from 'master' of ssh://git@127.0.0.1:",
                        "INFO  Fetched commit ",
                        "INFO  State before:\n+--",
                        "| 1.0.0 ",
                        " pending ",
                        "INFO  State after:\n+--",
                        "| 1.0.2 ",
                        " applied ",
                        "Applied 4 migrations in ",
                        "=== Flyway, branch develop:",
                        "Applied 1 migration in ",
                        "=== Flyway, branch develop again",
                        "Nothing to do: the database stands at commit ",
                        "=== Liquibase, branch liquibase",
                        "Applied 2 migrations in ",
                        "Database shop_flyway, from commit ",
                        "  greeting\n  product\n",
                        "Database shop_liquibase, from commit ",
                        "  greeting\n  product\n");
        assertLogin("shop_flyway", "reader", Stage.READER_PASSWORD);
        assertLogin("shop_flyway", "shop", Stage.SHOP_PASSWORD);
        assertThat(stage.postgres().query("shop_liquibase", "select obj_description('product'::regclass)"))
                .containsExactly("What the shop sells");
        stage.postgres().execute("postgres", "drop database shop_flyway with (force)");
        stage.postgres().execute("postgres", "drop database shop_liquibase with (force)");
    }

    @Test
    void theAncestorsRepositoryIsMigratedWithItsSecrets() throws SQLException {
        String commit = stage.repository().commit("master", corpus("sharebuilder-flyway-postgres", "sql/"));
        String database = stage.postgres().fresh();
        var environment = stage.environment(database);
        environment.putAll(Map.of(
                "FLYWAY_PLACEHOLDERS_DATABASE_NAME", database,
                "FLYWAY_PLACEHOLDERS_READ_ONLY_PASSWORD", "secretsmanager:" + Stage.READER + "#password",
                "FLYWAY_PLACEHOLDERS_SAMPLE_APPLICATION_PASSWORD", "secretsmanager:" + Stage.SHOP + "#password"));

        var first = RunnerProcess.run(Stage.jar(), environment);
        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(first.out()).contains("Applied 4 migrations", commit);
        assertThat(stage.postgres().tables(database)).containsExactly("flyway_schema_history", "sample");
        assertThat(stage.postgres().query(database, "select insert_sample_p('hello')"))
                .containsExactly("1");
        assertLogin(database, "read_only", Stage.READER_PASSWORD);
        assertLogin(database, "sample_application", Stage.SHOP_PASSWORD);
        try (var readOnly = stage.postgres().connect(database, "read_only", Stage.READER_PASSWORD)) {
            assertThat(Postgres.query(readOnly, "select message from sample")).containsExactly("hello");
        }

        var second = RunnerProcess.run(Stage.jar(), environment);
        assertThat(second.exitCode()).as(second.all()).isZero();
        assertThat(second.out()).contains("Nothing to do").doesNotContain("pending");
    }

    @Test
    void aLiquibaseChangelogOfThirtyFilesIsMigrated() {
        stage.repository().commit("traccar", corpus("traccar-liquibase", "schema/"));
        String database = stage.postgres().fresh();
        var environment = stage.liquibase(database);
        environment.putAll(Map.of(
                "REPOSITORY_DIRECTORY", "schema",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog-master.xml"));

        var first = RunnerProcess.run(Stage.jar(), environment, "traccar");
        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(stage.postgres().tables(database)).contains("tc_devices", "tc_users", "tc_positions");
        assertThat(stage.postgres().query(database, "select count(*) from databasechangelog"))
                .containsExactly("34");

        var second = RunnerProcess.run(Stage.jar(), environment, "traccar");
        assertThat(second.exitCode()).as(second.all()).isZero();
        assertThat(second.out()).contains("Nothing to do");
    }

    @Test
    void helpAndVersionNeedNoSettings() {
        var help = RunnerProcess.run(Stage.jar(), Map.of(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).startsWith("Usage: java -jar fargate-runner.jar [OPTIONS] [BRANCH]");
        var version = RunnerProcess.run(Stage.jar(), Map.of(), "--version");
        assertThat(version.exitCode()).isZero();
        assertThat(version.out()).matches("fargate-runner \\d+\\.\\d+\\.\\d+\\S*\\n");
    }

    private static void assertLogin(String database, String user, String password) throws SQLException {
        try (var connection = stage.postgres().connect(database, user, password)) {
            assertThat(Postgres.query(connection, "select current_user")).containsExactly(user);
        }
        assertThatThrownBy(() -> stage.postgres().connect(database, user, "wrong"))
                .isInstanceOf(SQLException.class);
    }

    /** Skipped where the changelogs of public projects are not at hand. */
    private static Map<String, String> corpus(String name, String under) {
        Path directory = Path.of(System.getProperty("slipway.corpora"), name);
        assumeThat(directory)
                .as("set -Dslipway.corpora to a directory with " + name)
                .isDirectory();
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(directory)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                String path = directory.relativize(file).toString().replace('\\', '/');
                files.put(under + path, Files.readString(file));
            }
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
        return files;
    }
}
