package dev.slipway.examples.benchmarks.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one contestant in one table.
 *
 * @param list at least one
 */
record Samples(List<Sample> list) {
    Samples {
        list = List.copyOf(list);
    }

    int size() {
        return list.size();
    }

    double median(ToDoubleFunction<Sample> value) {
        double[] sorted = sorted(value);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(ToDoubleFunction<Sample> value) {
        return sorted(value)[0];
    }

    double most(ToDoubleFunction<Sample> value) {
        double[] sorted = sorted(value);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(ToDoubleFunction<Sample> value) {
        return list.stream().mapToDouble(value).sorted().toArray();
    }
}
