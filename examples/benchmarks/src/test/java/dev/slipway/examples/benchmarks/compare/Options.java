package dev.slipway.examples.benchmarks.compare;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is asked for.
 *
 * @param rounds how often each contestant runs in each table
 * @param limits the limits
 * @param cases the cases
 * @param contestants ids, or nothing for all
 * @param aws the AWS CLI, if not the one on the path
 * @param chart where to draw the chart, if anywhere
 * @param from raw results of an earlier run, to be shown again instead of measuring
 * @param runner the runner's directory {@code target}
 * @param flyway the directory of Flyway's command line
 * @param output where raw results are written
 */
record Options(
        int rounds,
        List<Limit> limits,
        List<Case> cases,
        List<String> contestants,
        Optional<Path> aws,
        Optional<Path> chart,
        Optional<Path> from,
        Path runner,
        Path flyway,
        Path output) {
    /** @param arguments {@code name=value}, all names but empty values allowed */
    static Options of(String[] arguments) {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return new Options(
                Integer.parseInt(values.get("rounds")),
                list(values.get("limits"), Limit::of),
                list(values.get("cases"), Case::of),
                list(values.get("contestants"), id -> id),
                path(values.get("aws")),
                path(values.get("chart")),
                path(values.get("from")),
                Path.of(values.get("runner")),
                Path.of(values.get("flyway")),
                Path.of(values.get("output")));
    }

    boolean wants(Contestant contestant) {
        return contestants.isEmpty() || contestants.contains(contestant.id());
    }

    private static <T> List<T> list(String text, Function<String, T> of) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .map(of)
                .toList();
    }

    private static Optional<Path> path(String text) {
        return Optional.of(text).filter(Predicate.not(String::isBlank)).map(Path::of);
    }
}
