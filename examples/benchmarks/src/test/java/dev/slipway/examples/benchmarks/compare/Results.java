package dev.slipway.examples.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All runs that were measured. */
final class Results {
    private static final String HEADER =
            "limit,case,contestant,name,job,round,wall_s,cpu_s,largest_rss_mib,group_peak_mib,throttled_s";

    private final List<Row> rows = new ArrayList<>();

    /** Who took part, as far as tables need it. */
    record Who(String id, String name, Job job) {
        static Who of(Contestant contestant) {
            return new Who(contestant.id(), contestant.name(), contestant.job());
        }
    }

    private record Row(Limit limit, Case found, Who who, int round, Sample sample) {
        String csv() {
            return String.format(
                    Locale.ROOT,
                    "%s,%s,%s,\"%s\",%s,%d,%.3f,%.3f,%.1f,%.1f,%.3f",
                    limit.id(),
                    found.id(),
                    who.id(),
                    who.name(),
                    who.job(),
                    round,
                    sample.wall(),
                    sample.cpu(),
                    sample.rss(),
                    sample.peak(),
                    sample.throttled());
        }
    }

    void add(Limit limit, Case found, Who who, int round, Sample sample) {
        rows.add(new Row(limit, found, who, round, sample));
    }

    /** The samples of one table, by contestant in the order of their turns. */
    Map<Who, Samples> table(Limit limit, Case found, Job job) {
        Map<Who, List<Sample>> table = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.limit == limit && row.found == found && row.who.job() == job) {
                table.computeIfAbsent(row.who, who -> new ArrayList<>()).add(row.sample);
            }
        }
        Map<Who, Samples> samples = new LinkedHashMap<>();
        table.forEach((who, list) -> samples.put(who, new Samples(list)));
        return samples;
    }

    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        rows.forEach(row -> lines.add(row.csv()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    static Results read(Path file) throws IOException {
        var results = new Results();
        for (String line : Files.readAllLines(file)) {
            if (!line.equals(HEADER)) {
                results.add(line);
            }
        }
        return results;
    }

    private void add(String line) {
        int nameBegins = line.indexOf('"');
        int nameEnds = line.lastIndexOf('"');
        String[] head = line.substring(0, nameBegins).split(",");
        String[] tail = line.substring(nameEnds + 2).split(",");
        var numbers = new double[tail.length];
        for (int i = 1; i < tail.length; i++) {
            numbers[i] = Double.parseDouble(tail[i]);
        }
        add(
                Limit.of(head[0]),
                Case.of(head[1]),
                new Who(head[2], line.substring(nameBegins + 1, nameEnds), Job.valueOf(tail[0])),
                (int) numbers[1],
                new Sample(numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]));
    }
}
