package dev.slipway.examples.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.slipway.examples.benchmarks.FirstDatabase.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a test waits for a freshly migrated PostgreSQL database: Slipway's fixture beside other ways, in one run.
 * Prints Markdown. Argument: how many tests for each way and table, a multiple of 4, 100 unless given.
 */
public final class Fixtures {
    private static final int MIGRATIONS = 50;
    /** As many as zonky's library keeps ready unless told otherwise. */
    private static final int AHEAD = 5;

    private static final int WORK_MILLIS = 50;
    /** Tests that leave time for more than one copy between two of them. */
    private static final int LONG_WORK_MILLIS = 300;

    private static final int LATER_STARTS = 5;

    private final int tests;
    private final Path changelog;
    private final Path cache;

    private Fixtures(int tests, Path directory) throws IOException {
        this.tests = tests;
        this.changelog = Files.createDirectory(directory.resolve("changelog"));
        this.cache = Files.createDirectory(directory.resolve("cache"));
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("benchmark");
        try {
            new Fixtures(arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]), directory).run();
        } finally {
            delete(directory);
        }
    }

    private void run() throws Exception {
        Changelogs.write(changelog, MIGRATIONS);
        var report = new Report(System.out, MIGRATIONS, tests);
        report.machine();
        Start first = FirstDatabase.inNewJvm(changelog, cache);
        List<Start> later = new ArrayList<>();
        for (int start = 0; start < LATER_STARTS; start++) {
            later.add(FirstDatabase.inNewJvm(changelog, cache));
        }
        try (Fixture onDemand = Fixture.onDemand(changelog, cache);
                Fixture ahead = Fixture.ahead(AHEAD, changelog, cache)) {
            Server server = onDemand.server();
            report.server(server);
            List<Way> byHand = List.of(
                    new TemplateByHand("file_copy", server, changelog),
                    new TemplateByHand("wal_log", server, changelog));
            var clean = new CleanAndMigrate(server, changelog);
            try (Zonky zonky = Zonky.find(changelog, server.settings())) {
                zonky.absence().ifPresent(report::note);
                backToBack(report, all(byHand, zonky.way(), onDemand, ahead, clean));
                withWork(report, all(byHand, zonky.way(), onDemand, ahead), ahead, WORK_MILLIS);
                withWork(report, all(byHand.subList(0, 1), zonky.way(), ahead), ahead, LONG_WORK_MILLIS);
            }
        }
        report.starts(first, later);
        report.load();
    }

    private void backToBack(Report report, List<Way> ways) throws Exception {
        Map<Way, Samples> samples = new SideBySide(ways, 0, "t" + MIGRATIONS).run(4, tests / 4);
        report.title(
                "One test after the other, without work of their own (blocks of " + tests / 4 + " tests in turns)");
        report.table(samples);
        report.onDemand(samples);
    }

    private void withWork(Report report, List<Way> ways, Way ahead, int millis) throws Exception {
        Map<Way, Samples> samples = new SideBySide(ways, millis, "t" + MIGRATIONS).run(2, tests / 2);
        report.title("Tests that work for " + millis + " ms each (blocks of " + tests / 2 + " tests in turns)");
        report.table(samples);
        report.ahead(requireNonNull(samples.get(ahead)), tests * millis / 1000.0);
    }

    private static List<Way> all(List<Way> byHand, Optional<Way> zonky, Way... others) {
        return Stream.of(byHand.stream(), Stream.of(others), zonky.stream())
                .flatMap(ways -> ways)
                .toList();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
