package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.query;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class SeveralProcessesTest {
    private final String fingerprint = UUID.randomUUID().toString();

    @Test
    void fourAtOnceOnOneServerMigrateOnceAndLeaveNothingButTheTemplate() throws Exception {
        try (var server = TestDatabases.builder(ScriptEngine.withFingerprint("given"), ships("given"))
                        .cacheDirectory(TestCache.DIRECTORY)
                        .open();
                var administration = server.create()) {
            assertThat(runAll(4, url(administration), TestCache.DIRECTORY.toString(), "20"))
                    .isEqualTo(1);
            assertThat(names(administration)).singleElement().asString().startsWith("slipway_template_");
        }
    }

    @Test
    void whatAKilledProcessLeavesOnAServerIsDroppedByTheNext() throws Exception {
        try (var server = TestDatabases.builder(ScriptEngine.withFingerprint("given"), ships("given"))
                        .cacheDirectory(TestCache.DIRECTORY)
                        .open();
                var administration = server.create()) {
            String[] args = {url(administration), TestCache.DIRECTORY.toString(), fingerprint, "1", "wait"};
            Process killed = FixtureProcess.start(args);
            FixtureProcess.migrations(killed);
            killed.destroyForcibly().waitFor();
            assertThat(names(administration)).hasSizeGreaterThan(1);
            await().atMost(20, SECONDS)
                    .until(() -> query(
                                    administration.dataSource(),
                                    "select 1 from pg_stat_activity where query like '%advisory%' and pid <>"
                                            + " pg_backend_pid()")
                            .isEmpty());
            assertThat(runAll(1, args[0], args[1], "1")).isZero();
            assertThat(names(administration)).hasSize(1);
        }
    }

    @Test
    void twoModulesAtOnceMigrateOnceAndLeaveNoServer(@TempDir Path cache) throws Exception {
        assertThat(runAll(2, "embedded", cache.toString(), "10")).isEqualTo(1);
        assertThat(entries(cache.resolve("run"))).isEmpty();
        assertThat(runAll(1, "embedded", cache.toString(), "1")).isZero();
    }

    @Test
    void anEmbeddedServerEndsWithAProcessThatIsKilled(@TempDir Path cache) throws Exception {
        Process killed = FixtureProcess.start("embedded", cache.toString(), fingerprint, "1", "wait");
        FixtureProcess.migrations(killed);
        Path run = entries(cache.resolve("run")).stream()
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
        long server = Long.parseLong(
                Files.readAllLines(run.resolve("data/postmaster.pid")).get(0));
        killed.destroyForcibly().waitFor();
        await().atMost(20, SECONDS)
                .until(() -> ProcessHandle.of(server).isEmpty()
                        && entries(cache.resolve("run")).isEmpty());
    }

    /** Runs processes side by side, and tells how many migrations they made together. */
    private int runAll(int count, String server, String cache, String databases)
            throws IOException, InterruptedException {
        var running = new ArrayList<Process>();
        for (int i = 0; i < count; i++) {
            running.add(FixtureProcess.start(server, cache, fingerprint, databases, "end"));
        }
        int migrations = 0;
        for (Process process : running) {
            migrations += FixtureProcess.migrations(process);
            assertThat(process.waitFor(5, MINUTES)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        return migrations;
    }

    private static String url(TestDatabase administration) {
        return administration.jdbcUrl().replaceAll("\\?.*", "");
    }

    private static List<String> names(TestDatabase administration) throws SQLException {
        return query(administration.dataSource(), "select datname from pg_database where datname like 'slipway\\_%'");
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
