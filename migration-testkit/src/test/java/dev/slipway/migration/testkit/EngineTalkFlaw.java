package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Engines that are correct but for what they tell their caller while they run, or when they fail. */
final class EngineTalkFlaw {
    private EngineTalkFlaw() {}

    /** Passes each run on with a listener of its own. */
    static class ListensOtherwise extends ForwardingEngine {
        ListensOtherwise(MigrationEngine target) {
            super(target);
        }

        MigrationListener otherwise(MigrationListener listener) {
            return listener;
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            var others = options.toBuilder().listener(otherwise(options.listener()));
            return super.migrate(changelog, database, others.build());
        }
    }

    static final class CountsFromZero extends ListensOtherwise {
        CountsFromZero(MigrationEngine target) {
            super(target);
        }

        @Override
        MigrationListener otherwise(MigrationListener listener) {
            return new ForwardingListener(listener) {
                @Override
                public void started(Migration migration, int number, int total) {
                    listener.started(migration, number - 1, total);
                }
            };
        }
    }

    static final class IgnoresVetoes extends ListensOtherwise {
        IgnoresVetoes(MigrationEngine target) {
            super(target);
        }

        @Override
        MigrationListener otherwise(MigrationListener listener) {
            return new ForwardingListener(listener) {
                @Override
                public void planned(MigrationPlan plan) {
                    try {
                        listener.planned(plan);
                    } catch (RuntimeException ignored) {
                        // The flaw.
                    }
                }
            };
        }
    }

    /** Throws something else than what happened. */
    static class FailsOtherwise extends ForwardingEngine {
        FailsOtherwise(MigrationEngine target) {
            super(target);
        }

        RuntimeException otherwise(MigrationException failure) {
            return failure;
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            try {
                return super.migrate(changelog, database, options);
            } catch (MigrationException failure) {
                throw otherwise(failure);
            }
        }
    }

    static final class LeaksInACause extends FailsOtherwise {
        LeaksInACause(MigrationEngine target) {
            super(target);
        }

        @Override
        RuntimeException otherwise(MigrationException failure) {
            if (failure instanceof MigrationIncompleteException incomplete
                    && incomplete.failed().isPresent()) {
                var suppressed = new SQLException("near '" + SecretContract.VALUE.substring(3, 10) + "'");
                var cause = new SQLException("failed");
                cause.addSuppressed(suppressed);
                return new MigrationIncompleteException(
                        failure.getMessage(),
                        incomplete.applied(),
                        incomplete.failed().get(),
                        cause);
            }
            return failure;
        }
    }

    static final class ForgetsWhatItApplied extends FailsOtherwise {
        ForgetsWhatItApplied(MigrationEngine target) {
            super(target);
        }

        @Override
        RuntimeException otherwise(MigrationException failure) {
            return failure instanceof MigrationIncompleteException incomplete
                    ? new MigrationIncompleteException(
                            failure.getMessage(), List.of(), incomplete.failed().orElse(null), failure.getCause())
                    : failure;
        }
    }

    static final class CallsEverythingUnavailable extends FailsOtherwise {
        CallsEverythingUnavailable(MigrationEngine target) {
            super(target);
        }

        @Override
        RuntimeException otherwise(MigrationException failure) {
            return failure instanceof CredentialException
                    ? new DatabaseUnavailableException(failure.getMessage())
                    : failure;
        }
    }

    static final class LosesTheInterruptFlag extends FailsOtherwise {
        LosesTheInterruptFlag(MigrationEngine target) {
            super(target);
        }

        @Override
        RuntimeException otherwise(MigrationException failure) {
            Thread.interrupted();
            return failure;
        }
    }
}
