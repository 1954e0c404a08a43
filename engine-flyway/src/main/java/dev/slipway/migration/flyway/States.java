package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrationPlan.State;
import java.util.Optional;
import org.flywaydb.core.api.MigrationState;

/** Flyway's eighteen states in our eight. */
final class States {
    private States() {}

    /** The state in a plan; none for lines of the history that say nothing about where a migration stands now. */
    static Optional<State> of(MigrationState state, boolean changed) {
        return switch (state) {
            case PENDING -> Optional.of(State.PENDING);
            case SUCCESS, BASELINE, OUT_OF_ORDER -> Optional.of(changed ? State.CHANGED : State.APPLIED);
            case MISSING_SUCCESS -> Optional.of(State.MISSING);
            case FUTURE_SUCCESS -> Optional.of(State.FUTURE);
            case IGNORED -> Optional.of(State.IGNORED);
            case FAILED, MISSING_FAILED, FUTURE_FAILED -> Optional.of(State.FAILED);
            case ABOVE_TARGET, BELOW_BASELINE, BASELINE_IGNORED, UNDONE, AVAILABLE -> Optional.of(State.SKIPPED);
            case OUTDATED, SUPERSEDED, DELETED -> Optional.empty();
        };
    }
}
