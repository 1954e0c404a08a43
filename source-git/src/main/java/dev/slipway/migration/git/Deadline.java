package dev.slipway.migration.git;

import java.time.Duration;

/** How much time is left for the network. Used by one fetch. */
final class Deadline {
    private final Duration timeout;
    private volatile long end;
    private long pausedAt;

    Deadline(Duration timeout) {
        this.timeout = timeout;
        this.end = System.nanoTime() + timeout.toNanos();
    }

    /** The time does not run while a credential provider is asked: it has a time-out of its own. */
    void pause() {
        pausedAt = System.nanoTime();
    }

    void resume() {
        end += System.nanoTime() - pausedAt;
    }

    /** At least a millisecond: to some, zero means for ever. */
    Duration remaining() {
        return Duration.ofMillis(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }

    /** A little more, for time-outs of the network's own: if one of them matters, the caller has given up already. */
    Duration backstop() {
        return remaining().plusSeconds(1);
    }

    /** What was set in the beginning, for messages. */
    @Override
    public String toString() {
        long millis = timeout.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
