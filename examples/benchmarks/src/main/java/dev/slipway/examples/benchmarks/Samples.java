package dev.slipway.examples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long the tests of one way waited, and how long its classes took as a whole. In nanoseconds. */
final class Samples {
    private final List<Long> waits = new ArrayList<>();
    private long total;

    void test(long wait) {
        waits.add(wait);
    }

    void block(long elapsed) {
        total += elapsed;
    }

    double median() {
        return at(0.5);
    }

    /** In milliseconds: what this share of the tests did not exceed. */
    double at(double share) {
        List<Long> sorted = waits.stream().sorted().toList();
        double position = share * (sorted.size() - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.size() - 1);
        double nanos = sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
        return nanos / 1e6;
    }

    double seconds() {
        return total / 1e9;
    }

    /** Columns of a Markdown table: median, 95 %, range, total. */
    String columns() {
        return String.format(
                Locale.ROOT, "%.1f | %.1f | %.1f–%.1f | %.1f", median(), at(0.95), at(0), at(1), seconds());
    }
}
