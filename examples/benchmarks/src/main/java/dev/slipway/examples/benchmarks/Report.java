package dev.slipway.examples.benchmarks;

import dev.slipway.examples.benchmarks.FirstDatabase.Start;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what was measured, as Markdown. */
final class Report {
    private static final double MOST_OF_FLOOR = 1.3;
    private static final double MOST_MILLIS_AHEAD = 10;

    private final PrintStream out;
    private final int migrations;
    private final int tests;

    Report(PrintStream out, int migrations, int tests) {
        this.out = out;
        this.migrations = migrations;
        this.tests = tests;
    }

    void machine() {
        print(
                "%d migrations, %d tests for each line of a table. %d cores, %s %s, Java %s.",
                migrations,
                tests,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.version());
        load();
    }

    void load() {
        print(
                "Load (mean of a minute): %.1f.",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    void server(Server server) throws SQLException {
        print(
                "PostgreSQL %s on this machine, settings of all servers: %s.",
                server.ask("show server_version"), server.settings());
    }

    void note(String text) {
        print("%s.", text);
    }

    void title(String text) {
        print("%n%s:%n", text);
    }

    void table(Map<Way, Samples> all) {
        double floor = floor(all);
        print("| way | median ms | 95 %% ms | range ms | all tests s | × floor |");
        print("|---|---|---|---|---|---|");
        all.forEach(
                (way, samples) -> print("| %s | %s | %.2f |", way.name(), samples.columns(), samples.median() / floor));
    }

    void onDemand(Map<Way, Samples> all) {
        all.forEach((way, samples) -> {
            if (way instanceof Fixture fixture && !fixture.makesAhead()) {
                double ratio = samples.median() / floor(all);
                print(
                        "%nOn demand: %.2f × the floor. Target at most %.1f: %s.",
                        ratio, MOST_OF_FLOOR, met(ratio <= MOST_OF_FLOOR));
            }
        });
    }

    void ahead(Samples samples, double work) {
        print(
                "%nMade ahead: median wait %.1f ms. Target at most %.0f ms: %s. Of %.1f s, %.1f s are the tests' own work.",
                samples.median(),
                MOST_MILLIS_AHEAD,
                met(samples.median() <= MOST_MILLIS_AHEAD),
                samples.seconds(),
                work);
    }

    void starts(Start first, List<Start> later) {
        title("First database of a new JVM, the server's start included");
        print("| | ms | migrations applied | ms migrating |");
        print("|---|---|---|---|");
        print("| nothing kept | %d | %d | %d |", first.create(), first.migrations(), first.migrating());
        List<Long> times = later.stream().map(Start::create).sorted().toList();
        print(
                "| kept by an earlier JVM (median of %d, range) | %d (%d–%d) | %d | %d |",
                times.size(),
                times.get(times.size() / 2),
                times.get(0),
                times.get(times.size() - 1),
                later.stream().mapToInt(Start::migrations).max().orElseThrow(),
                later.stream().mapToLong(Start::migrating).max().orElseThrow());
        print("");
    }

    /** The faster of what can be done by hand. */
    private static double floor(Map<Way, Samples> all) {
        return all.entrySet().stream()
                .filter(entry -> entry.getKey() instanceof TemplateByHand)
                .mapToDouble(entry -> entry.getValue().median())
                .min()
                .orElseThrow();
    }

    private static String met(boolean met) {
        return met ? "met" : "missed";
    }

    private void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
