package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each flaw of an engine is noticed by exactly the tests of the contract that are there for it. */
class MigrationEngineFlawTest {
    private static final String ONE_MAY_NOT_WAIT = "aRunThatMayNotWaitFailsWhileAnotherOneHoldsTheDatabase";

    /** Alone, since what the other tests of the lock see without one is a matter of luck. */
    @Test
    void aMissingLockIsNoticed() {
        assertThat(ContractRun.failures(selectMethod(FlawedEngineContract.class, ONE_MAY_NOT_WAIT), Flaw.HAS_NO_LOCK))
                .containsExactly(ONE_MAY_NOT_WAIT);
    }

    @ParameterizedTest
    @EnumSource(mode = EXCLUDE, names = "HAS_NO_LOCK")
    void isNoticed(Flaw flaw) {
        assertThat(ContractRun.failures(FlawedEngineContract.class, flaw)).isEqualTo(flaw.noticedBy);
    }

    enum Flaw {
        SKIPS_SILENTLY(
                EngineFlaw.SkipsSilently::new,
                "aMigrationAddedAfterARunWithNothingToDoIsAppliedAndAfterSaysSo",
                "aMigrationEditedAfterARunWithNothingToDoIsNoticed",
                "aRepeatableMigrationEditedAfterARunWithNothingToDoRunsAgain",
                "aDatabaseThatWasEmptiedBetweenRunsIsMigratedAgain"),
        PLAN_WRITES(
                EngineFlaw.PlanWrites::new,
                "aPlanWritesNothingNotEvenHistoryTables",
                "aPlanOfADatabaseWithAHistoryWritesNothing"),
        PLAN_HIDES_PROBLEMS(
                EngineFlaw.PlansOtherwise::new,
                "anEditedMigrationIsListedAsChangedWithBothChecksumsByAnEngineThatRejectsIt",
                "anAppliedMigrationThatTheChangelogLacksIsListedAsMissing",
                "aMigrationBelowTheNewestAppliedIsIgnoredAndRejectedOrElsePendingAndApplied",
                "aPlanIsApplicableExactlyWhenMigrateDoesNotReject",
                "anInvalidChangelogIsRejectedOnAnyDatabase"),
        PLAN_BLOCKS_OLD_REPLICAS(
                EngineFlaw.PlanBlocksOldReplicas::new,
                "anOldReplicaIsNotBlockedByMigrationsNewerThanItsChangelog",
                "aPlanIsApplicableExactlyWhenMigrateDoesNotReject",
                "anInvalidChangelogIsRejectedOnAnyDatabase"),
        EXECUTES_BEFORE_IT_REJECTS(
                EngineFlaw.ExecutesBeforeItRejects::new,
                "aPlanIsApplicableExactlyWhenMigrateDoesNotReject",
                "anInvalidChangelogIsRejectedOnAnyDatabase"),
        COUNTS_FROM_ZERO(
                EngineTalkFlaw.CountsFromZero::new,
                "theListenerHearsOfThePlanAndOfEachMigrationInOrder",
                "theListenerHearsOfTheMigrationThatFailed",
                "aListenerThatThrowsBeforeAMigrationEndsTheRunThere"),
        IGNORES_VETOES(
                EngineTalkFlaw.IgnoresVetoes::new,
                "aVetoExecutesNothingAndReachesTheCallerAsItIs",
                "aRunAfterAVetoIsNotBlocked"),
        LEAKS_IN_A_CAUSE(
                EngineTalkFlaw.LeaksInACause::new,
                "aStatementThatFailsBesideASecretDoesNotShowItInAnyCause",
                "aSyntaxErrorBesideASecretDoesNotShowItInAnyCause",
                "aSyntaxErrorWithinASecretDoesNotShowItInAnyCause",
                "aValueThatTheDatabaseRefusesAndQuotesDoesNotShowASecret"),
        FORGETS_WHAT_IT_APPLIED(
                EngineTalkFlaw.ForgetsWhatItApplied::new,
                "aFailingMigrationEndsTheRunWhichSaysWhatWasAppliedAndWhatFailed",
                "aListenerThatThrowsBeforeAMigrationEndsTheRunThere",
                "aListenerThatThrowsAfterAMigrationEndsTheRunThere",
                "aRunThatIsStoppedBetweenMigrationsIsIncompleteAndKeepsWhatWasApplied"),
        CALLS_EVERYTHING_UNAVAILABLE(
                EngineTalkFlaw.CallsEverythingUnavailable::new, "aRefusedLogInIsACredentialException"),
        LOSES_THE_INTERRUPT_FLAG(
                EngineTalkFlaw.LosesTheInterruptFlag::new,
                "aRunThatIsInterruptedWhileItWaitsThrowsWithTheFlagRestored"),
        CLOSES_THE_DATA_SOURCE(EngineFlaw.ClosesTheDataSource::new, "theCallersDataSourceIsNeverClosed"),
        LEAVES_A_CONNECTION_OPEN(EngineFlaw.LeavesAConnectionOpen::new, "noConnectionIsLeftOpenByAnyCall"),
        DRY_RUN_EXECUTES(
                EngineFlaw.DryRunExecutes::new,
                "aDryRunOfAnEmptyDatabaseExecutesAndWritesNothing",
                "aDryRunOfADatabaseWithAHistoryExecutesAndWritesNothing"),
        DRY_RUN_SHOWS_SECRETS(EngineFlaw.DryRunShowsSecrets::new, "aDryRunShowsAMaskInThePlaceOfASecret"),
        REPORTS_BEFORE_AS_AFTER(
                EngineFlaw.ReportsBeforeAsAfter::new,
                "aRunAppliesWhatIsPendingInOrderAndReportsIt",
                "aReportsAfterIsWhatAFreshPlanSays",
                "aMigrationAddedAfterARunWithNothingToDoIsAppliedAndAfterSaysSo",
                "aListenerThatThrowsAfterAMigrationEndsTheRunThere",
                "aRunSucceedsAlthoughTheEngineDeclinesAMigrationForADocumentedReason",
                "anEditedRepeatableMigrationIsPendingAndDoesNotBlock",
                "runsOnTheSameDatabaseAtOnceAllSucceedAndExecuteEachMigrationOnce"),
        HIDES_WHAT_IT_DECLINED(
                EngineFlaw.HidesWhatItDeclined::new,
                "aRunSucceedsAlthoughTheEngineDeclinesAMigrationForADocumentedReason"),
        IGNORES_THE_STOP_SIGNAL(
                EngineFlaw.IgnoresOptions::new,
                "aRunThatIsStoppedBetweenMigrationsIsIncompleteAndKeepsWhatWasApplied",
                "aRunThatIsStoppedBeforeItsFirstMigrationExecutesNothing",
                "aRunThatIsStoppedWhileItWaitsExecutesNothing"),
        HAS_NO_LOCK(engine -> new EngineFlaw.HasNoLock(), ONE_MAY_NOT_WAIT),
        HAS_THE_SAME_FINGERPRINT_FOR_ALL(
                EngineFlaw.HasTheSameFingerprintForAll::new,
                "aFingerprintDiffersForAnotherSecretAndIsEqualForTheSameOne"),
        SHOWS_A_SECRET_IN_ITS_FINGERPRINT(EngineFlaw.ShowsASecretInItsFingerprint::new, "anEngineItselfShowsNoSecret");

        final UnaryOperator<MigrationEngine> spoil;
        final Set<String> noticedBy;

        Flaw(UnaryOperator<MigrationEngine> spoil, String... noticedBy) {
            this.spoil = spoil;
            this.noticedBy = Set.of(noticedBy);
        }
    }

    /** Not found by Surefire, which would run it without a flaw. */
    static class FlawedEngineContract extends TinyEngineContract {
        @RegisterExtension
        final ContractRun.Choice<Flaw> choice = new ContractRun.Choice<>(Flaw.class);

        @Override
        protected MigrationEngine engine() {
            return choice.flaw().spoil.apply(super.engine());
        }

        @Override
        protected MigrationEngine engineWithSecret(String name, Secret value) {
            return choice.flaw().spoil.apply(super.engineWithSecret(name, value));
        }
    }
}
