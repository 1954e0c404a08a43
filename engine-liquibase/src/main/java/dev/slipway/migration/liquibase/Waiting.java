package dev.slipway.migration.liquibase;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationIncompleteException;
import java.time.Duration;
import java.util.List;

/** How long a run has waited for others, and what ends its waiting. Belongs to one run. */
final class Waiting {
    /** Between two looks at a lock, and between two calls of {@code waiting}. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final MigrateOptions options;
    private final long start = System.nanoTime();

    Waiting(MigrateOptions options) {
        this.options = options;
    }

    Duration soFar() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** How long to try now: until the next call of {@code waiting} is due or the wait has run out. */
    Duration slice() {
        Duration left = options.lockWait().minus(soFar());
        return left.isNegative() ? Duration.ZERO : left.compareTo(PAUSE) < 0 ? left : PAUSE;
    }

    /** Says who holds the lock, or ends the waiting. */
    void tell(String holder, String advice) {
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException(
                    "Stopped while waiting for " + holder + ": nothing was executed", List.of(), null, null);
        }
        Duration soFar = soFar();
        if (soFar.compareTo(options.lockWait()) >= 0) {
            throw new DatabaseUnavailableException("Waited "
                    + options.lockWait().toSeconds() + " s for " + holder + " and nothing was executed: " + advice);
        }
        // Nothing of Liquibase is on the stack here: what the listener throws reaches the caller as it is.
        options.listener().waiting(holder, soFar);
    }

    /** For commands, which are not cut off once they write; a run ends before its next change set. */
    static void requireNotStopped(MigrateOptions options) {
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException(
                    "Stopped before anything was written: nothing was executed", List.of(), null, null);
        }
    }

    void sleep(String holder) {
        try {
            Thread.sleep(slice().toMillis());
        } catch (InterruptedException interrupted) {
            throw interrupted(holder);
        }
    }

    static DatabaseUnavailableException interrupted(String holder) {
        Thread.currentThread().interrupt();
        return new DatabaseUnavailableException("Interrupted while waiting for " + holder + ": nothing was executed");
    }
}
