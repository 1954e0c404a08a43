package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/** A JVM of its own with a fixture, as a module's tests are one: uses databases and ends, or waits to be killed. */
final class FixtureProcess {
    private static final String READY = "ready";

    private FixtureProcess() {}

    /** URL of a server or "embedded", the cache directory, the fingerprint, how many databases, "end" or "wait". */
    public static void main(String[] args) throws Exception {
        var engine = ScriptEngine.withFingerprint(args[2]);
        var server = args[0].equals("embedded")
                ? TestServer.embeddedPostgres()
                : TestServer.at(args[0], () -> new UsernamePassword("postgres", Secret.of("x")));
        try (var databases = TestDatabases.builder(engine, ships("process"))
                .server(server)
                .cacheDirectory(Path.of(args[1]))
                .ahead(2)
                .open()) {
            for (int i = 0; i < Integer.parseInt(args[3]); i++) {
                try (var database = databases.create()) {
                    if (ships(database.dataSource()) != 1) {
                        throw new IllegalStateException("Not fresh: " + database);
                    }
                    addShip(database.dataSource(), 2);
                }
            }
            databases.create();
            System.out.println(READY + " after " + engine.runs + " migrations");
            if (args[4].equals("wait")) {
                System.in.read();
            }
        }
    }

    static Process start(String... args) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FixtureProcess.class.getName(),
                        args[0],
                        args[1],
                        args[2],
                        args[3],
                        args[4]))
                .redirectError(new File("target", "fixture-process.log"))
                .start();
    }

    /** How many migrations a process made before it was ready. */
    static int migrations(Process process) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.replaceAll("\\D+", ""));
            }
        }
        throw new IllegalStateException("The process ended: see target/fixture-process.log");
    }
}
