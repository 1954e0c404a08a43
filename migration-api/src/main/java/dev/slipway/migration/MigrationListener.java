package dev.slipway.migration;

import java.time.Duration;

/**
 * Follows a run while it happens. All methods do nothing unless overridden, and are called on the migrating thread, one
 * at a time. What a method throws ends the run and reaches the caller of {@code migrate}: from {@link #planned} before
 * anything ran; from the later ones as the cause of a {@link MigrationIncompleteException}.
 */
public interface MigrationListener {
    /**
     * Another run holds the database. Called when waiting begins and about every second until it ends.
     *
     * @param holder who holds it, as far as the database tells; never a secret
     * @param soFar how long this run has waited
     */
    default void waiting(String holder, Duration soFar) {}

    /**
     * What is about to happen. Called once, under the lock, before anything runs; throwing here vetoes the run, and the
     * exception reaches the caller as it is.
     *
     * @param plan what will be done; {@link MigrationPlan#isApplicable()} holds
     */
    default void planned(MigrationPlan plan) {}

    /**
     * A migration is about to run.
     *
     * @param migration which
     * @param number its position in this run, from 1
     * @param total how many this run was going to execute
     */
    default void started(Migration migration, int number, int total) {}

    /**
     * A migration was executed and recorded. In a run that commits all migrations together it may still be rolled back;
     * {@link MigrationIncompleteException#applied()} then tells what is left.
     *
     * @param migration which
     * @param elapsed how long it took
     */
    default void applied(Migration migration, Duration elapsed) {}

    /**
     * A migration failed.
     *
     * @param migration which
     * @param failure why; without secrets
     */
    default void failed(Migration migration, MigrationException failure) {}

    /** A listener that does nothing. */
    static MigrationListener none() {
        return new MigrationListener() {};
    }
}
