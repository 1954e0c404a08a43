package dev.slipway.migration;

/**
 * Says that a run should end before its next migration: the task was told to stop. A run that ends so throws {@link
 * MigrationIncompleteException}; a migration that has begun is never cut off. Asked on the migrating thread, set from
 * any other.
 */
@FunctionalInterface
public interface StopSignal {
    /**
     * Whether to end the run now.
     *
     * @return {@code true} to end it before the next migration
     */
    boolean isRequested();

    /** A signal that is never given. */
    static StopSignal never() {
        return () -> false;
    }
}
