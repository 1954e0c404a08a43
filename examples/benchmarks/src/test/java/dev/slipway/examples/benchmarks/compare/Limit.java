package dev.slipway.examples.benchmarks.compare;

import java.util.Locale;

/** What a run may use of the machine. */
enum Limit {
    /** The smallest task of AWS Fargate. */
    Q25("0.25 CPU, 512 MB", 25_000, 512L << 20),
    UNRESTRICTED("Unrestricted", 0, 0);

    /** Of the CPU quota, in microseconds: the kernel's default, which Docker and Amazon ECS use, too. */
    static final long PERIOD = 100_000;

    private final String title;
    private final long quota;
    private final long memory;

    Limit(String title, long quota, long memory) {
        this.title = title;
        this.quota = quota;
        this.memory = memory;
    }

    String title() {
        return title;
    }

    boolean isLimited() {
        return quota > 0;
    }

    /** Microseconds of CPU in each period. */
    long quota() {
        return quota;
    }

    /** Bytes. */
    long memory() {
        return memory;
    }

    static Limit of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
