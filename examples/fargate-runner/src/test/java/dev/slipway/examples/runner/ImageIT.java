package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.examples.runner.Containers.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The image, run as it is in a small task of Amazon ECS. */
@Tag("containers")
@EnabledIfSystemProperty(
        named = "slipway.image",
        matches = ".+",
        disabledReason = "needs a Docker engine and the image, see docs/container.md")
class ImageIT {
    private static final String COMPLAINT = "start-up cache";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path directory;

    private static Stage stage;
    private static Containers containers;

    @BeforeAll
    static void build() throws IOException {
        stage = new Stage();
        stage.repository().commit("master", Sample.master());
        stage.repository().commit("liquibase", Sample.liquibase());
        stage.repository()
                .commit(
                        "slow",
                        Map.of(
                                "sql/V1__a.sql", "create table a (id int)",
                                "sql/V2__b.sql", "select pg_advisory_xact_lock(4711); create table b (id int)"));
        stage.repository().commit("original", Map.of("sql/V1__a.sql", "create table a (id int)"));
        stage.repository().commit("edited", Map.of("sql/V1__a.sql", "create table a (id bigint)"));
        containers = Containers.of(System.getProperty("slipway.image"), stage);
    }

    @AfterAll
    static void clear() {
        if (containers != null) {
            containers.close();
        }
        stage.close();
    }

    @Test
    void theWholeFlowRunsOnAQuarterOfACpuAndWithTheCache() {
        String database = stage.postgres().fresh();
        var first = containers.run(environment(database));
        assertThat(first.exitCode()).as(first.text()).isZero();
        assertThat(first.text()).contains("Applied 4 migrations").doesNotContain(COMPLAINT);
        assertThat(stage.postgres().tables(database)).contains("flyway_schema_history", "greeting");

        String other = stage.postgres().fresh();
        var liquibase = Containers.environment(stage.liquibase(other));
        liquibase.putAll(Map.of(
                "REPOSITORY_REF", "liquibase",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.xml",
                "LIQUIBASE_PARAMETER_COMMENT", "What the shop sells"));
        var second = containers.run(liquibase);
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(second.text()).doesNotContain(COMPLAINT);
        assertThat(stage.postgres().tables(other)).contains("product");
    }

    @Test
    void theJobsOfLiquibasesAndFlywaysContainersRunFromTheirPlaces() throws IOException {
        Path liquibase = Files.createDirectory(directory.resolve("liquibase"));
        Files.writeString(
                liquibase.resolve("changelog.sql"),
                "--liquibase formatted sql\n--changeset me:1\ncreate table a (id int);\n");
        Files.writeString(
                liquibase.resolve("liquibase.properties"),
                "changeLogFile=changelog.sql\nusername=sqladmin\nlogLevel=INFO\nlicenseKey=xyz\n");
        String database = stage.postgres().fresh();
        String url = "jdbc:postgresql://" + Containers.ADDRESS + ":"
                + stage.postgres().port() + "/";
        var first = containers.runMounted(
                liquibase,
                "/liquibase/changelog",
                Map.of(
                        "ENGINE",
                        "liquibase",
                        "LIQUIBASE_COMMAND_URL",
                        url + database,
                        "LIQUIBASE_COMMAND_PASSWORD",
                        stage.postgres().adminPassword()),
                "--defaultsFile=/liquibase/changelog/liquibase.properties",
                "update");
        assertThat(first.exitCode()).as(first.text()).isZero();
        assertThat(stage.postgres().query(database, "select id from databasechangelog"))
                .containsExactly("1");

        Path flyway = Files.createDirectory(directory.resolve("flyway"));
        Files.writeString(flyway.resolve("V1__b.sql"), "create table b (id int)");
        String other = stage.postgres().fresh();
        var second = containers.runMounted(
                flyway,
                "/flyway/sql",
                Map.of(
                        "FLYWAY_USER",
                        "sqladmin",
                        "FLYWAY_PASSWORD",
                        stage.postgres().adminPassword()),
                "-url=" + url + other,
                "migrate");
        assertThat(second.exitCode()).as(second.text()).isZero();
        assertThat(stage.postgres().tables(other)).contains("b");
    }

    @Test
    void exitCodesSayWhatAnOperatorHasToDecide() {
        var nothing = containers.run(Map.of());
        assertThat(nothing.exitCode()).as(nothing.text()).isEqualTo(2);

        String database = stage.postgres().fresh();
        var environment = environment(database);
        environment.put("REPOSITORY_REF", "mastre");
        var branch = containers.run(environment);
        assertThat(branch.exitCode()).as(branch.text()).isEqualTo(3);

        environment.put("REPOSITORY_REF", "original");
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "no-such-key");
        var secret = containers.run(environment);
        assertThat(secret.exitCode()).as(secret.text()).isEqualTo(4);

        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", Stage.KEY);
        var applied = containers.run(environment);
        assertThat(applied.exitCode()).as(applied.text()).isZero();
        environment.put("REPOSITORY_REF", "edited");
        var rejected = containers.run(environment);
        assertThat(rejected.exitCode()).as(rejected.text()).isEqualTo(6);
    }

    @Test
    void theHealthCheckOfTheImageIsTheOneThatIsDocumented() {
        assertThat(containers.docker(
                        "image",
                        "inspect",
                        "--format",
                        "{{json .Config.Healthcheck.Test}}",
                        System.getProperty("slipway.image")))
                .isEqualTo("[\"CMD\",\"/opt/slipway/runtime/bin/java\",\"@/opt/slipway/health\"]\n");
    }

    @Test
    void healthTellsHowFarTheRunIsAndASignalEndsIt() throws IOException {
        var environment = environment("app");
        try (var closed = new java.net.ServerSocket(0)) {
            environment.put("DB_PORT", String.valueOf(closed.getLocalPort()));
        }
        environment.put("DB_WAIT", "10m");
        String name = containers.start(environment);
        awaitHealth(name, health -> health.text().equals("waking the database\n"));
        long asked = System.nanoTime();
        containers.docker("stop", "--time", "60", name);
        Finished stopped = containers.await(name);
        assertThat(stopped.exitCode()).as(stopped.text()).isEqualTo(143);
        assertThat(stopped.text()).contains("Stopped by SIGTERM: nothing was executed");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void healthTellsWhoMigratesAndWhoWaits() throws SQLException {
        String database = stage.postgres().fresh();
        var environment = environment(database);
        environment.put("REPOSITORY_REF", "slow");
        String first;
        String second;
        try (var holder = stage.postgres().connect(database, "postgres", "");
                var statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(4711)");
            first = containers.start(environment);
            awaitHealth(first, health -> health.text().equals("migrating 2 of 2\n"));
            second = containers.start(environment);
            awaitHealth(second, health -> health.text().startsWith("waiting for the lock: "));
        }
        var migrated = containers.await(first);
        assertThat(migrated.exitCode()).as(migrated.text()).isZero();
        var waited = containers.await(second);
        assertThat(waited.exitCode()).as(waited.text()).isZero();
    }

    @Test
    void aJarThatIsNotTheCachesIsToldInOneLine() throws IOException {
        String lib = containers.docker(
                "run",
                "--rm",
                "--entrypoint",
                "/opt/slipway/runtime/bin/java",
                System.getProperty("slipway.image"),
                "@/opt/slipway/run",
                "--version");
        assertThat(lib).contains("fargate-runner ").doesNotContain(COMPLAINT);
        assertThat(containers.run(Map.of("_JAVA_OPTIONS", "-Xlog:aot*:stderr")).text())
                .as("what the complaint tells to do")
                .contains("[aot] Opened AOT cache");
        Path jar;
        try (var jars = Files.list(Path.of("target", "lib"))) {
            jar = jars.filter(file -> file.getFileName().toString().startsWith("flyway-core-"))
                    .findFirst()
                    .orElseThrow();
        }
        Path touched = Files.copy(jar, directory.resolve("touched.jar"), StandardCopyOption.REPLACE_EXISTING);
        var finished = containers.run(
                Map.of(), "--volume", touched.toAbsolutePath() + ":/opt/slipway/lib/" + jar.getFileName() + ":ro");
        assertThat(finished.text().lines().filter(line -> line.contains(COMPLAINT)))
                .as(finished.text())
                .singleElement()
                .asString()
                .contains("WARN", jar.getFileName().toString(), "build the image again");
    }

    private static Map<String, String> environment(String database) {
        return Containers.environment(stage.environment(database));
    }

    private static void awaitHealth(String name, Predicate<Finished> expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Finished last = containers.health(name);
        // Each question takes its time; there is nothing to wait for in between.
        while (!expected.test(last)) {
            assertThat(System.nanoTime()).as("last: %s", last).isLessThan(end);
            last = containers.health(name);
        }
        assertThat(last.exitCode()).isZero();
    }
}
