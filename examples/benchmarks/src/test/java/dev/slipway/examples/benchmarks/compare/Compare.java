package dev.slipway.examples.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.examples.benchmarks.compare.Results.Who;
import dev.slipway.examples.runner.CompareStage;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A migration task as a whole, from the start of its first process to the end of its last: the ancestor's script, Liquibase's
 * command line and Slipway's image and jar, in turns, each process tree in a control group of its own; what it talks to is
 * outside. Prints Markdown, writes raw results, draws a chart. See docs/performance.md.
 */
public final class Compare {
    private final Options options;
    private final Path scratch;
    private final PrintStream out;
    private final Results results = new Results();
    private int runs;

    private Compare(Options options, Path scratch, PrintStream out) {
        this.options = options;
        this.scratch = scratch;
        this.out = out;
    }

    /** @param arguments {@code name=value} of each of the {@link Options} */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, UTF_8);
        try {
            Options options = Options.of(arguments);
            Results results =
                    options.from().isPresent() ? Results.read(options.from().get()) : measure(options, out);
            new Summary(results, out).print();
            if (options.chart().isPresent()) {
                draw(new Chart(results), options.chart().get(), out);
            }
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
        // Threads of the stand-ins may linger.
        System.exit(0);
    }

    private static void draw(Chart chart, Path file, PrintStream out) throws IOException {
        out.println();
        if (chart.isEmpty()) {
            out.println("Left out: the chart, since nothing was measured at " + Limit.Q25.title() + ".");
        } else {
            chart.write(file);
            out.println("Chart: " + file);
        }
    }

    private static Results measure(Options options, PrintStream out) throws Exception {
        Path scratch = Files.createTempDirectory("compare");
        var compare = new Compare(options, scratch, out);
        try {
            compare.measure();
        } catch (Throwable failure) {
            try {
                delete(scratch);
            } catch (IOException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
        delete(scratch);
        return compare.results;
    }

    private void measure() throws Exception {
        List<String> missing = Tools.missing("git", "ssh-keygen");
        if (!Files.isExecutable(Path.of("/usr/sbin/sshd"))) {
            missing.add("/usr/sbin/sshd");
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The Git server needs " + missing + ": install openssh-server and git");
        }
        List<Limit> limits = limits();
        Optional<Path> time = Tools.find("time");
        if (time.isEmpty()) {
            out.println("Left out: memory of the largest process, since GNU time is not installed.");
        }
        try (var stage = CompareStage.start(Files.createDirectory(scratch.resolve("stage")), Schemas.flyway())) {
            List<Contestant> contestants = contestants(stage);
            machine(stage);
            var meter = new Meter(ControlGroup.problem(Limit.UNRESTRICTED).isEmpty(), time);
            warmUp(meter, stage, contestants);
            for (int round = 1; round <= options.rounds(); round++) {
                for (Limit limit : limits) {
                    for (boolean tls : new boolean[] {false, true}) {
                        turns(meter, stage, contestants, limit, tls, round);
                    }
                }
                // After each round, so that a run that is broken off is not lost.
                results.write(options.output());
            }
            load();
            out.println("Raw results: " + options.output());
        }
    }

    private List<Contestant> contestants(CompareStage stage) throws IOException {
        Path mounted = Schemas.liquibase(scratch.resolve("mounted"));
        Path image = options.runner().resolve("image");
        Path jar = options.runner().resolve("fargate-runner.jar");
        boolean isImage = Files.exists(CompareStage.part(image, "cache").resolve("run.aot"));
        List<String> noImage = isImage ? List.of() : List.of(image + " (-Pimage, which takes a JDK 25)");
        List<String> noJar = Files.exists(jar) ? List.of() : List.of(jar.toString());
        if (isImage) {
            out.println("Slipway's image: JDK " + javaVersion(image)
                    + ", with the start-up cache for the one engine that"
                    + " is used: " + cacheSize(image, "cache-flyway") + " and " + cacheSize(image, "cache-liquibase")
                    + ".");
        }
        List<Contestant> all = List.of(
                new Script(stage, aws(), options.flyway(), scratch),
                Slipway.image(Job.FROM_GIT, stage, mounted, program(image, isImage, "cache-flyway"), noImage),
                Slipway.jar(stage, jar, noJar),
                new Liquibase(stage, mounted),
                Slipway.image(Job.MOUNTED, stage, mounted, program(image, isImage, "cache-liquibase"), noImage));
        List<Contestant> present = new ArrayList<>();
        for (Contestant contestant : all) {
            if (options.wants(contestant) && contestant.missing().isEmpty()) {
                present.add(contestant);
            } else if (options.wants(contestant)) {
                out.println("Left out: " + contestant.name() + ", for lack of "
                        + String.join(", ", contestant.missing()) + ".");
            }
        }
        return present;
    }

    private Function<List<String>, List<String>> program(Path image, boolean isImage, String cache) throws IOException {
        return isImage
                ? CompareStage.unpack(image, Files.createDirectory(scratch.resolve(cache)), cache)
                : options -> List.of();
    }

    private static String cacheSize(Path image, String cache) throws IOException {
        return cache + " of " + (Files.size(CompareStage.part(image, cache).resolve("run.aot")) >> 20) + " MiB";
    }

    private Optional<Path> aws() {
        return options.aws().or(() -> Tools.find("aws")).filter(Files::isExecutable);
    }

    private static String javaVersion(Path image) throws IOException {
        var release = new Properties();
        try (var in = Files.newInputStream(CompareStage.part(image, "runtime").resolve("release"))) {
            release.load(in);
        }
        return release.getProperty("JAVA_VERSION").replace("\"", "");
    }

    private List<Limit> limits() {
        List<Limit> limits = new ArrayList<>();
        for (Limit limit : options.limits()) {
            Optional<String> problem = ControlGroup.problem(limit);
            if (limit.isLimited() && problem.isPresent()) {
                out.println("Left out: " + limit.title() + ", since there is no control group for it (" + problem.get()
                        + "): it takes root's rights.");
            } else {
                problem.ifPresent(text -> out.println("CPU seconds are those that GNU time tells, to the hundredth and"
                        + " without processes that nobody waited for, since there are no control groups (" + text
                        + ")."));
                limits.add(limit);
            }
        }
        return limits;
    }

    private void machine(CompareStage stage) throws IOException, InterruptedException {
        out.println(String.format(
                Locale.ROOT,
                "%d migrations. %d cores, %s %s, cgroup v%s, Java %s, PostgreSQL %s, %s.",
                Schemas.MIGRATIONS,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                ControlGroup.version(),
                Runtime.version(),
                stage.query(false, "postgres", "show server_version").get(0),
                Tools.version(Tools.find("git").orElseThrow(), "--version")));
        if (aws().isPresent()) {
            out.println("AWS CLI: " + Tools.version(aws().get(), "--version") + ".");
        }
        load();
    }

    private void load() {
        out.println(String.format(
                Locale.ROOT,
                "Load (mean of a minute): %.1f.",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    }

    /** Brings files into memory. */
    private void warmUp(Meter meter, CompareStage stage, List<Contestant> contestants) throws Exception {
        for (Contestant contestant : contestants) {
            say("warming up: " + contestant.id());
            run(meter, stage, contestant, Limit.UNRESTRICTED, Case.PLAIN_FIRST, stage.fresh(false));
        }
    }

    private void turns(
            Meter meter, CompareStage stage, List<Contestant> contestants, Limit limit, boolean tls, int round)
            throws Exception {
        List<Case> cases =
                options.cases().stream().filter(found -> found.tls() == tls).toList();
        if (cases.isEmpty()) {
            return;
        }
        Case first = tls ? Case.TLS_FIRST : Case.PLAIN_FIRST;
        Case again = tls ? Case.TLS_AGAIN : Case.PLAIN_AGAIN;
        for (Contestant contestant : contestants) {
            String database = stage.fresh(tls);
            // What nobody asked for only prepares the next.
            List<String> history = cases.contains(first)
                    ? measured(meter, stage, contestant, limit, first, round, database)
                    : prepared(meter, stage, contestant, limit, first, database);
            if (cases.contains(again)
                    && !measured(meter, stage, contestant, limit, again, round, database)
                            .equals(history)) {
                throw new IllegalStateException(contestant.name() + " changed the history with nothing pending");
            }
        }
    }

    private List<String> prepared(
            Meter meter, CompareStage stage, Contestant contestant, Limit limit, Case found, String database)
            throws Exception {
        run(meter, stage, contestant, limit, found, database);
        return history(stage, contestant, found, database);
    }

    private List<String> measured(
            Meter meter, CompareStage stage, Contestant contestant, Limit limit, Case found, int round, String database)
            throws Exception {
        Sample sample = run(meter, stage, contestant, limit, found, database);
        results.add(limit, found, Who.of(contestant), round, sample);
        say(String.format(
                Locale.ROOT,
                "round %d of %d, %s, %s, %s: %.2f s, CPU %.2f s, %.0f MiB",
                round,
                options.rounds(),
                limit.id(),
                found.id(),
                contestant.id(),
                sample.wall(),
                sample.cpu(),
                sample.rss()));
        return history(stage, contestant, found, database);
    }

    /** Runs a contestant, and checks what it printed. */
    private Sample run(Meter meter, CompareStage stage, Contestant contestant, Limit limit, Case found, String database)
            throws Exception {
        Path home = Files.createDirectory(scratch.resolve("run" + runs++));
        Path log = scratch.resolve("log");
        Sample sample = meter.run(contestant.command(found.tls(), database, home), limit, home, log);
        delete(home);
        String said = Files.readString(log);
        for (String text : contestant.expected(found.first())) {
            require(said.contains(text), contestant, "did not print '" + text + "'", said);
        }
        for (String text : contestant.unexpected()) {
            require(!said.contains(text), contestant, "printed '" + text + "'", said);
        }
        history(stage, contestant, found, database);
        return sample;
    }

    /** What the database says of the migrations. */
    private static List<String> history(CompareStage stage, Contestant contestant, Case found, String database) {
        List<String> history =
                stage.query(found.tls(), database, contestant.job().history());
        List<String> rows = stage.query(found.tls(), database, "select name from product order by name");
        boolean migrated = history.size() == Schemas.MIGRATIONS && rows.equals(List.of("a", "b"));
        require(migrated, contestant, "did not migrate", history + " " + rows);
        return history;
    }

    private static void require(boolean truth, Contestant contestant, String problem, String said) {
        if (!truth) {
            throw new IllegalStateException(contestant.name() + " " + problem + ":\n" + said);
        }
    }

    private static void say(String progress) {
        System.err.println(progress);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
