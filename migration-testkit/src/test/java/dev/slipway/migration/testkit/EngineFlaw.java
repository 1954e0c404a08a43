package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Problem;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** Engines that are correct but for one thing. */
final class EngineFlaw {
    private EngineFlaw() {}

    /** Fast checks by URL and path, not by content: what Liquibase does in one JVM. */
    static final class SkipsSilently extends ForwardingEngine {
        private static final Map<String, MigrationReport> UP_TO_DATE = new ConcurrentHashMap<>();

        SkipsSilently(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            try (var connection = database.getConnection()) {
                String url = connection.getMetaData().getURL();
                var known = UP_TO_DATE.get(url);
                if (known != null) {
                    return known;
                }
                var report = super.migrate(changelog, database, options);
                if (report.applied().isEmpty() && report.before().entries().size() > 1) {
                    UP_TO_DATE.put(url, report);
                }
                return report;
            } catch (SQLException failure) {
                return super.migrate(changelog, database, options);
            }
        }
    }

    /** Keeps a history table ready. */
    static final class PlanWrites extends ForwardingEngine {
        PlanWrites(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationPlan plan(Changelog changelog, DataSource database) {
            var plan = super.plan(changelog, database);
            sql(database, "create table if not exists history (id int)");
            return plan;
        }
    }

    /** Changes what it is told of a plan. */
    static class PlansOtherwise extends ForwardingEngine {
        PlansOtherwise(MigrationEngine target) {
            super(target);
        }

        MigrationPlan otherwise(Changelog changelog, MigrationPlan plan) {
            var builder = MigrationPlan.builder(changelog);
            plan.entries().forEach(builder::entry);
            return builder.build();
        }

        @Override
        public MigrationPlan plan(Changelog changelog, DataSource database) {
            return otherwise(changelog, super.plan(changelog, database));
        }
    }

    /** Objects to whatever is newer than the changelog. */
    static final class PlanBlocksOldReplicas extends PlansOtherwise {
        PlanBlocksOldReplicas(MigrationEngine target) {
            super(target);
        }

        @Override
        MigrationPlan otherwise(Changelog changelog, MigrationPlan plan) {
            var builder = MigrationPlan.builder(changelog);
            for (var entry : plan.entries()) {
                builder.entry(entry);
                if (entry.state() == MigrationPlan.State.FUTURE) {
                    builder.problem(Problem.of("unknown: " + entry.migration().id(), entry.migration()));
                }
            }
            plan.problems().forEach(builder::problem);
            return builder.build();
        }
    }

    /** Executes a migration before it looks whether it may. */
    static final class ExecutesBeforeItRejects extends ForwardingEngine {
        ExecutesBeforeItRejects(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            try {
                return super.migrate(changelog, database, options);
            } catch (MigrationRejectedException rejected) {
                sql(database, "create table if not exists cargo (id int)");
                throw rejected;
            }
        }
    }

    static final class ClosesTheDataSource extends ForwardingEngine {
        ClosesTheDataSource(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            try {
                return super.migrate(changelog, database, options);
            } finally {
                if (database instanceof WatchedDataSource pool) {
                    pool.close();
                }
            }
        }
    }

    static final class LeavesAConnectionOpen extends ForwardingEngine {
        LeavesAConnectionOpen(MigrationEngine target) {
            super(target);
        }

        @Override
        public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
            try {
                database.getConnection();
            } catch (SQLException failure) {
                // The target says it better.
            }
            return super.dryRun(changelog, database);
        }
    }

    static final class DryRunExecutes extends ForwardingEngine {
        DryRunExecutes(MigrationEngine target) {
            super(target);
        }

        @Override
        public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
            var scripts = super.dryRun(changelog, database);
            super.migrate(changelog, database, MigrateOptions.defaults());
            return scripts;
        }
    }

    static final class DryRunShowsSecrets extends ForwardingEngine {
        DryRunShowsSecrets(MigrationEngine target) {
            super(target);
        }

        @Override
        public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
            return super.dryRun(changelog, database).stream()
                    .map(script -> MigrationScript.of(
                            script.migration(), script.sql().replace("[redacted]", SecretContract.VALUE)))
                    .toList();
        }
    }

    /** Says what it planned, not what it finds. */
    static final class ReportsBeforeAsAfter extends ForwardingEngine {
        ReportsBeforeAsAfter(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            var report = super.migrate(changelog, database, options);
            var builder = MigrationReport.builder(report.before());
            report.applied().forEach(applied -> builder.applied(applied.migration(), applied.elapsed()));
            report.declined().forEach(declined -> builder.declined(declined.migration(), declined.reason()));
            return builder.build(report.before(), report.elapsed());
        }
    }

    static final class HidesWhatItDeclined extends ForwardingEngine {
        HidesWhatItDeclined(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            var report = super.migrate(changelog, database, options);
            var builder = MigrationReport.builder(report.before());
            report.applied().forEach(applied -> builder.applied(applied.migration(), applied.elapsed()));
            return builder.build(report.after(), report.elapsed());
        }
    }

    static final class IgnoresOptions extends ForwardingEngine {
        IgnoresOptions(MigrationEngine target) {
            super(target);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            return super.migrate(changelog, database, listeningOnly(options));
        }

        private static MigrateOptions listeningOnly(MigrateOptions options) {
            return MigrateOptions.builder()
                    .listener(options.listener())
                    .lockWait(options.lockWait())
                    .build();
        }
    }

    static final class HasTheSameFingerprintForAll extends ForwardingEngine {
        HasTheSameFingerprintForAll(MigrationEngine target) {
            super(target);
        }

        @Override
        public EngineId id() {
            return new EngineId("tiny", "1.0", Optional.of("same"));
        }
    }

    static final class ShowsASecretInItsFingerprint extends ForwardingEngine {
        ShowsASecretInItsFingerprint(MigrationEngine target) {
            super(target);
        }

        @Override
        public EngineId id() {
            String fingerprint = super.id().fingerprint().orElseThrow();
            var plain = new HashMap<String, String>();
            plain.put("lantern", SecretContract.VALUE);
            return new EngineId("tiny", "1.0", Optional.of(fingerprint + plain));
        }
    }

    static final class HasNoLock extends TinyEngine {
        HasNoLock() {
            super(Map.of());
        }

        @Override
        ReentrantLock lock(String url) {
            return new ReentrantLock();
        }
    }

    private static void sql(DataSource database, String sql) {
        try {
            Tables.execute(database, sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
