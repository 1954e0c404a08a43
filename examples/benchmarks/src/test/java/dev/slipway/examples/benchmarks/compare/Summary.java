package dev.slipway.examples.benchmarks.compare;

import dev.slipway.examples.benchmarks.compare.Results.Who;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Prints what was measured, as Markdown. */
final class Summary {
    private static final List<Target> TARGETS = List.of(
            new Target(Job.FROM_GIT, Case.PLAIN_FIRST, 12, 96),
            new Target(Job.FROM_GIT, Case.PLAIN_AGAIN, 12, 96),
            new Target(Job.FROM_GIT, Case.TLS_FIRST, 10, 96),
            new Target(Job.FROM_GIT, Case.TLS_AGAIN, 10, 96),
            // Of its memory nothing was promised.
            new Target(Job.MOUNTED, Case.PLAIN_FIRST, 3, Double.POSITIVE_INFINITY));

    private final Results results;
    private final PrintStream out;

    Summary(Results results, PrintStream out) {
        this.results = results;
        this.out = out;
    }

    /**
     * What the image has to reach at a quarter of a CPU, against the first contestant of its table.
     *
     * @param times how many times less wall time and CPU
     * @param rss MiB of its largest process at most
     */
    private record Target(Job job, Case found, double times, double rss) {}

    void print() {
        for (Job job : Job.values()) {
            for (Limit limit : Limit.values()) {
                for (Case found : Case.values()) {
                    table(limit, found, job);
                }
            }
        }
        targets();
    }

    private void table(Limit limit, Case found, Job job) {
        Map<Who, Samples> table = results.table(limit, found, job);
        if (table.isEmpty()) {
            return;
        }
        print("");
        print("%s. %s, %s:", job.title(), limit.title(), found.title());
        print("");
        print("| | n | wall s (range) | CPU s (range) | largest process MiB (range) | × less wall | × less CPU |");
        print("|---|---|---|---|---|---|---|");
        Samples base = base(table).orElse(null);
        table.forEach((who, samples) -> print(
                "| %s | %d | %s | %s | %s | %s | %s |",
                who.name(),
                samples.size(),
                column("%.2f", samples, Sample::wall),
                column("%.2f", samples, Sample::cpu),
                column("%.0f", samples, Sample::rss),
                ratio(base, samples, Sample::wall),
                ratio(base, samples, Sample::cpu)));
    }

    /** Whom the others are compared with; nobody if that one did not take part. */
    private static Optional<Samples> base(Map<Who, Samples> table) {
        return table.entrySet().stream()
                .filter(entry ->
                        List.of("script", "liquibase").contains(entry.getKey().id()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String column(String format, Samples samples, ToDoubleFunction<Sample> value) {
        String median = number(format, samples.median(value));
        return samples.size() == 1
                ? median
                : median + " (" + number(format, samples.least(value)) + "–" + number(format, samples.most(value))
                        + ")";
    }

    private static String number(String format, double number) {
        return Double.isNaN(number) ? "–" : String.format(Locale.ROOT, format, number);
    }

    private static String ratio(Samples base, Samples samples, ToDoubleFunction<Sample> value) {
        return base == null || base == samples ? "–" : number("%.1f", base.median(value) / samples.median(value));
    }

    private void targets() {
        List<String> lines = new ArrayList<>();
        for (Target target : TARGETS) {
            line(target).ifPresent(lines::add);
        }
        if (lines.isEmpty()) {
            return;
        }
        print("");
        print("Targets of the image at 0.25 CPU, 512 MB, by medians:");
        print("");
        print("| | × less wall | × less CPU | largest process MiB |");
        print("|---|---|---|---|");
        lines.forEach(line -> print("%s", line));
    }

    private Optional<String> line(Target target) {
        Map<Who, Samples> table = results.table(Limit.Q25, target.found, target.job);
        Optional<Samples> base = base(table);
        Optional<Samples> image = table.entrySet().stream()
                .filter(entry -> List.of("image", "liquibase-image")
                        .contains(entry.getKey().id()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (base.isEmpty() || image.isEmpty()) {
            return Optional.empty();
        }
        double wall = base.get().median(Sample::wall) / image.get().median(Sample::wall);
        double cpu = base.get().median(Sample::cpu) / image.get().median(Sample::cpu);
        double rss = image.get().median(Sample::rss);
        return Optional.of(String.format(
                Locale.ROOT,
                "| %s, %s | %.2f of %.0f: %s | %.2f of %.0f: %s | %s |",
                target.job.title(),
                target.found.title(),
                wall,
                target.times,
                met(wall >= target.times),
                cpu,
                target.times,
                met(cpu >= target.times),
                Double.isInfinite(target.rss) || Double.isNaN(rss)
                        ? number("%.0f", rss)
                        : String.format(Locale.ROOT, "%.1f of %.0f: %s", rss, target.rss, met(rss <= target.rss))));
    }

    private static String met(boolean met) {
        return met ? "met" : "missed";
    }

    private void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
