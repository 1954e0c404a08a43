package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals there")
class SignalsIT {
    private static Stage stage;

    @BeforeAll
    static void build() {
        stage = new Stage();
        stage.repository()
                .commit(
                        "master",
                        Map.of(
                                "sql/V1__a.sql", "create table a (id int)",
                                "sql/V2__b.sql", "select pg_sleep(3); create table b (id int)",
                                "sql/V3__c.sql", "create table c (id int)"));
        stage.repository()
                .commit(
                        "last",
                        Map.of(
                                "sql/V1__a.sql", "create table a (id int)",
                                "sql/V2__b.sql", "select pg_sleep(3); create table b (id int)"));
    }

    @AfterAll
    static void clear() {
        stage.close();
    }

    @Test
    void theRunEndsBeforeTheNextMigrationAndNeverWithinOne() throws IOException {
        String database = stage.postgres().fresh();
        try (var runner = RunnerProcess.start(Stage.jar(), stage.environment(database))) {
            runner.awaitLine(line -> line.contains("Applying 2 of 3"));
            runner.process().toHandle().destroy();
            var finished = runner.await();
            assertThat(finished.exitCode()).as(finished.all()).isEqualTo(143);
            assertThat(finished.out())
                    .containsSubsequence(
                            "WARN  SIGTERM: ending before the next migration", "ERROR Stopped by SIGTERM: ");
            assertThat(stage.postgres().tables(database)).containsExactly("a", "b", "flyway_schema_history");
        }
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void whatComesAfterTheLastMigrationEndsAndTheMigrationsAreNotDenied(@TempDir Path directory) throws IOException {
        String database = stage.postgres().fresh();
        var environment = stage.environment(database);
        environment.put("DOCUMENT_SCHEMA", directory.resolve("schema.md").toString());
        try (var runner = RunnerProcess.start(Stage.jar(), environment, "last")) {
            runner.awaitLine(line -> line.contains("Applying 2 of 2"));
            runner.process().toHandle().destroy();
            var finished = runner.await();
            assertThat(finished.exitCode()).as(finished.all()).isEqualTo(143);
            assertThat(finished.out())
                    .containsSubsequence(
                            "Applied 2 migrations",
                            "WARN  The command was done: what failed is the schema's documentation only",
                            "ERROR Stopped by SIGTERM: ")
                    .doesNotContain("nothing was executed");
        }
    }

    @Test
    void whatWaitsForADatabaseEndsAtOnce() throws IOException, InterruptedException {
        assumeThat(isIgnored(2))
                .as("SIGINT is ignored by whoever started the tests")
                .isFalse();
        var environment = stage.environment("app");
        try (var closed = new ServerSocket(0)) {
            environment.put("DB_PORT", String.valueOf(closed.getLocalPort()));
        }
        environment.put("DB_WAIT", "10m");
        try (var runner = RunnerProcess.start(Stage.jar(), environment)) {
            runner.awaitLine(line -> line.contains("Waiting for jdbc:postgresql:"));
            new ProcessBuilder("kill", "-INT", String.valueOf(runner.process().pid()))
                    .start()
                    .waitFor();
            var finished = runner.await();
            assertThat(finished.exitCode()).as(finished.all()).isEqualTo(130);
            assertThat(finished.out()).contains("ERROR Stopped by SIGINT: nothing was executed");
        }
    }

    /** What a process ignores, the processes that it starts ignore, too. */
    private static boolean isIgnored(int signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(signal - 1));
    }
}
