package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.query;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class LeaksTest {
    @Test
    void twoHundredFixturesLeaveNoThreadConnectionProcessOrFile(@TempDir Path cache) throws Exception {
        var engine = ScriptEngine.withFingerprint("leaks");
        try (var server = TestDatabases.builder(engine, ships("server"))
                        .cacheDirectory(cache)
                        .open();
                var administration = server.create()) {
            String url = administration.jdbcUrl().replaceAll("\\?.*", "");
            useAndClose(engine, TestServer.embeddedPostgres(), cache);
            Set<String> threads = threads();
            Set<Long> processes = processes();
            Set<Path> files = files(cache);
            int connections = connections(administration);

            for (int i = 0; i < 100; i++) {
                useAndClose(engine, TestServer.at(url, administration::credentials), cache);
            }
            for (int i = 0; i < 80; i++) {
                useAndClose(engine, TestServer.h2(), cache);
            }
            for (int i = 0; i < 20; i++) {
                useAndClose(engine, TestServer.embeddedPostgres(), cache);
            }

            await().atMost(20, SECONDS).untilAsserted(() -> {
                assertThat(threads()).isEqualTo(threads);
                assertThat(processes()).isEqualTo(processes);
                assertThat(connections(administration)).isEqualTo(connections);
            });
            assertThat(files(cache)).isEqualTo(files);
        }
    }

    private static void useAndClose(ScriptEngine engine, TestServer server, Path cache) throws Exception {
        try (var databases = TestDatabases.builder(engine, ships("leaks"))
                        .server(server)
                        .cacheDirectory(cache)
                        .ahead(1)
                        .open();
                var database = databases.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                // The one that asks.
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .map(thread -> thread.getName() + "/" + thread.getId())
                .filter(name -> !name.startsWith("process reaper"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Long> processes() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int connections(TestDatabase administration) throws Exception {
        String sql = "select count(*) from pg_stat_activity where backend_type = 'client backend'";
        return Integer.parseInt(query(administration.dataSource(), sql).get(0));
    }

    /** Of the cache, and ours in the directory of temporary files. */
    private static Set<Path> files(Path cache) throws IOException {
        var found = new TreeSet<Path>();
        try (Stream<Path> runs = Files.list(cache.resolve("run"));
                Stream<Path> templates = Files.list(cache.resolve("templates"));
                Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            runs.forEach(found::add);
            templates.forEach(found::add);
            temporary
                    .filter(file -> file.getFileName().toString().startsWith("slipway"))
                    .forEach(found::add);
        }
        return found;
    }
}
