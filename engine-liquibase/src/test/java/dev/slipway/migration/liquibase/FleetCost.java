package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * Measures what it costs that runs of Liquibase are serialised in a JVM. No test of any build, since times are no reason to
 * fail; docs/compatibility.md says how to run it.
 */
class FleetCost {
    private static final int DATABASES = 8;
    private static final int CHANGE_SETS = 100;
    private static final int ROUNDS = 3;
    private static final Changelog CHANGELOG = Changelog.of(Map.of(
            "a.sql",
            IntStream.range(0, CHANGE_SETS)
                    .mapToObj(
                            i -> "--changeset a:" + i + "\ncreate table t" + i + " (id int primary key, name text);\n")
                    .collect(Collectors.joining("", "--liquibase formatted sql\n", ""))));

    /** A worker process: migrates the databases whose URLs it is given, one after another. */
    static final class Worker {
        public static void main(String[] urls) {
            for (String url : urls) {
                migrate(DataSources.of(
                        url, CredentialProvider.of(new UsernamePassword("postgres", Secret.of("none")))));
            }
        }
    }

    private static void migrate(DataSource database) {
        LiquibaseEngine.of("a.sql").migrate(CHANGELOG, database);
    }

    @Test
    void whatSerialisedRunsCost() throws Exception {
        migrate(TestDatabases.postgres());
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("in turn, one JVM", databases -> databases.forEach(FleetCost::migrate));
        ways.put(DATABASES + " threads, one JVM", FleetCost::byThreads);
        ways.put("2 processes of " + DATABASES / 2 + " databases", databases -> byProcesses(databases, 2));
        ways.put(DATABASES + " processes", databases -> byProcesses(databases, DATABASES));
        Map<String, List<Long>> times = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            // In turns, so that a busy moment of the machine does not meet one way only.
            for (Map.Entry<String, Way> way : ways.entrySet()) {
                times.computeIfAbsent(way.getKey(), name -> new ArrayList<>()).add(measure(way.getValue()));
            }
        }
        var report = new StringBuilder(DATABASES + " databases × " + CHANGE_SETS + " change sets, "
                + Runtime.getRuntime().availableProcessors() + " processors, ms of each of " + ROUNDS + " rounds\n");
        times.forEach((name, each) -> report.append(String.format("%-28s %s%n", name, each)));
        Files.writeString(Path.of("target", "fleet-cost.txt"), report);
    }

    @FunctionalInterface
    private interface Way {
        void migrate(List<DataSource> databases) throws Exception;
    }

    private static long measure(Way way) throws Exception {
        List<DataSource> databases = new ArrayList<>();
        for (int i = 0; i < DATABASES; i++) {
            databases.add(TestDatabases.postgres());
        }
        long start = System.nanoTime();
        way.migrate(databases);
        long elapsed = (System.nanoTime() - start) / 1_000_000;
        for (DataSource database : databases) {
            assertThat(TestDatabases.history(database)).hasSize(CHANGE_SETS);
        }
        PostgresServer.recycle();
        return elapsed;
    }

    private static void byThreads(List<DataSource> databases) throws Exception {
        var pool = Executors.newFixedThreadPool(databases.size());
        try {
            List<Callable<Void>> runs = new ArrayList<>();
            databases.forEach(database -> runs.add(() -> {
                migrate(database);
                return null;
            }));
            for (Future<Void> run : pool.invokeAll(runs)) {
                run.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** With the start of each JVM. */
    private static void byProcesses(List<DataSource> databases, int processes) throws Exception {
        List<Process> workers = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Worker.class.getName()));
            for (int j = i; j < databases.size(); j += processes) {
                command.add(PostgresServer.get().url(databases.get(j)));
            }
            workers.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (Process worker : workers) {
            assertThat(worker.waitFor()).isZero();
        }
    }
}
