package dev.slipway.migration.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.MigrationPlan.State;
import java.util.Optional;
import org.flywaydb.core.api.MigrationState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatesTest {
    @ParameterizedTest
    @CsvSource({
        "PENDING, PENDING",
        "SUCCESS, APPLIED",
        "BASELINE, APPLIED",
        "OUT_OF_ORDER, APPLIED",
        "MISSING_SUCCESS, MISSING",
        "FUTURE_SUCCESS, FUTURE",
        "IGNORED, IGNORED",
        "FAILED, FAILED",
        "MISSING_FAILED, FAILED",
        "FUTURE_FAILED, FAILED",
        "ABOVE_TARGET, SKIPPED",
        "BELOW_BASELINE, SKIPPED",
        "BASELINE_IGNORED, SKIPPED",
        "UNDONE, SKIPPED",
        "AVAILABLE, SKIPPED"
    })
    void flywaysStatesBecomeOurs(MigrationState flyways, State ours) {
        assertThat(States.of(flyways, false)).contains(ours);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCESS", "BASELINE", "OUT_OF_ORDER"})
    void anAppliedMigrationWithAnotherChecksumIsChanged(MigrationState state) {
        assertThat(States.of(state, true)).contains(State.CHANGED);
    }

    @ParameterizedTest
    @EnumSource(names = {"OUTDATED", "SUPERSEDED", "DELETED"})
    void earlierRunsAndDeletedLinesAreNotListed(MigrationState state) {
        assertThat(States.of(state, false)).isEqualTo(Optional.empty());
    }

    @Test
    void everyStateOfFlywayIsKnown() {
        assertThat(MigrationState.values()).hasSize(18).allSatisfy(state -> States.of(state, false));
    }
}
