package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a run found, did and left behind. There is none for a run that did not succeed. Immutable. */
public final class MigrationReport {
    private final MigrationPlan before;
    private final List<Applied> applied;
    private final List<Declined> declined;
    private final MigrationPlan after;
    private final Duration elapsed;

    private MigrationReport(Builder builder, MigrationPlan after, Duration elapsed) {
        this.before = builder.before;
        this.applied = List.copyOf(builder.applied);
        this.declined = List.copyOf(builder.declined);
        this.after = requireNonNull(after, "after");
        this.elapsed = requireNonNull(elapsed, "elapsed");
    }

    /**
     * Begins a report.
     *
     * @param before the plan that was made under the lock
     * @return a builder of a run that has done nothing yet
     */
    public static Builder builder(MigrationPlan before) {
        return new Builder(before);
    }

    /** The plan that was made under the lock, before anything ran. */
    public MigrationPlan before() {
        return before;
    }

    /** What this run executed and recorded, in order. Empty if there was nothing to do. */
    public List<Applied> applied() {
        return applied;
    }

    /** What was pending and was not executed, or not recorded, for a reason that the engine documents. */
    public List<Declined> declined() {
        return declined;
    }

    /** A plan made from the history as it was read again after the run. */
    public MigrationPlan after() {
        return after;
    }

    /** How long the run took, waiting for the lock included. */
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public String toString() {
        return "MigrationReport[" + before.origin() + ", " + applied.size() + " applied, " + declined.size()
                + " declined, " + elapsed + "]";
    }

    /**
     * A migration that was executed and recorded.
     *
     * @param migration which
     * @param elapsed how long it took
     */
    public record Applied(Migration migration, Duration elapsed) {
        /** Refuses nulls. */
        public Applied {
            requireNonNull(migration, "migration");
            requireNonNull(elapsed, "elapsed");
        }
    }

    /**
     * A migration that was not executed, or that stays pending, although the run succeeded.
     *
     * @param migration which
     * @param reason the engine's documented reason, in its own words: {@code onFail: CONTINUE}
     */
    public record Declined(Migration migration, String reason) {
        /** Refuses nulls. */
        public Declined {
            requireNonNull(migration, "migration");
            requireNonNull(reason, "reason");
        }
    }

    /** Builds a {@link MigrationReport}. Not thread-safe. */
    public static final class Builder {
        private final MigrationPlan before;
        private final List<Applied> applied = new ArrayList<>();
        private final List<Declined> declined = new ArrayList<>();

        private Builder(MigrationPlan before) {
            this.before = requireNonNull(before, "before");
        }

        /** Adds a migration that was executed and recorded. */
        public Builder applied(Migration migration, Duration elapsed) {
            applied.add(new Applied(migration, elapsed));
            return this;
        }

        /** Adds a migration that was not executed, or stays pending, for a reason that the engine documents. */
        public Builder declined(Migration migration, String reason) {
            declined.add(new Declined(migration, reason));
            return this;
        }

        /**
         * The report.
         *
         * @param after a plan made from the history as it was read again
         * @param elapsed how long the run took
         */
        public MigrationReport build(MigrationPlan after, Duration elapsed) {
            return new MigrationReport(this, after, elapsed);
        }
    }
}
