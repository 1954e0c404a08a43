package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a changelog and a database compare, and what a run would do about it. Immutable. */
public final class MigrationPlan {
    /** Where a migration stands. */
    public enum State {
        /** Will run: never ran, or will run again. */
        PENDING,
        /** Ran, and is unchanged. */
        APPLIED,
        /** Ran, and was changed since in a way that its engine objects to. */
        CHANGED,
        /** Ran, and is not in the changelog any more. */
        MISSING,
        /** Ran, is not in the changelog, and is newer than all that is: an older replica looks at a newer database. */
        FUTURE,
        /** Will not run, since it is older than the newest that did. */
        IGNORED,
        /** Ran and failed, and the history says so. */
        FAILED,
        /** Left out by a target, baseline, context, label or database filter. */
        SKIPPED
    }

    private final Origin origin;
    private final String digest;
    private final List<Entry> entries;
    private final List<Migration> pending;
    private final List<Problem> problems;

    private MigrationPlan(Builder builder) {
        this.origin = builder.origin;
        this.digest = builder.digest;
        this.entries = List.copyOf(builder.entries);
        this.pending = entries.stream()
                .filter(entry -> entry.state() == State.PENDING)
                .map(Entry::migration)
                .toList();
        this.problems = List.copyOf(builder.problems);
    }

    /**
     * Begins a plan.
     *
     * @param changelog what the plan is about
     * @return a builder without entries and problems
     */
    public static Builder builder(Changelog changelog) {
        return new Builder(changelog.origin(), changelog.digest());
    }

    /** Where the changelog came from. */
    public Origin origin() {
        return origin;
    }

    /** {@link Changelog#digest()} of the changelog. */
    public String digest() {
        return digest;
    }

    /** Every migration that changelog or history knows of, the pending ones in execution order. */
    public List<Entry> entries() {
        return entries;
    }

    /** What a run would execute, in execution order; includes what will run again. */
    public List<Migration> pending() {
        return pending;
    }

    /** Why {@code migrate} would be rejected, by this engine with these options. */
    public List<Problem> problems() {
        return problems;
    }

    /** Whether {@code migrate} would not be rejected. */
    public boolean isApplicable() {
        return problems.isEmpty();
    }

    @Override
    public String toString() {
        return "MigrationPlan[" + origin + ", " + entries.size() + " migrations, " + pending.size() + " pending, "
                + problems.size() + " problems]";
    }

    /** Builds a {@link MigrationPlan}. Not thread-safe. */
    public static final class Builder {
        private final Origin origin;
        private final String digest;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        private Builder(Origin origin, String digest) {
            this.origin = origin;
            this.digest = digest;
        }

        /** Adds a migration; pending ones in execution order. */
        public Builder entry(Entry entry) {
            entries.add(requireNonNull(entry, "entry"));
            return this;
        }

        /** Adds a reason why a run would be rejected. */
        public Builder problem(Problem problem) {
            problems.add(requireNonNull(problem, "problem"));
            return this;
        }

        /** The plan. */
        public MigrationPlan build() {
            return new MigrationPlan(this);
        }
    }

    /** One migration's line in a plan. Immutable. */
    public static final class Entry {
        private final Migration migration;
        private final State state;
        private final @Nullable String historyChecksum;
        private final @Nullable String changelogChecksum;
        private final @Nullable Instant appliedAt;

        private Entry(EntryBuilder builder) {
            this.migration = builder.migration;
            this.state = builder.state;
            this.historyChecksum = builder.historyChecksum;
            this.changelogChecksum = builder.changelogChecksum;
            this.appliedAt = builder.appliedAt;
        }

        /**
         * Begins an entry.
         *
         * @param migration which migration
         * @param state where it stands
         * @return a builder without checksums and time
         */
        public static EntryBuilder builder(Migration migration, State state) {
            return new EntryBuilder(migration, state);
        }

        /** Which migration. */
        public Migration migration() {
            return migration;
        }

        /** Where it stands. */
        public State state() {
            return state;
        }

        /** The engine's checksum in the history of the database, in the engine's own notation. */
        public Optional<String> historyChecksum() {
            return Optional.ofNullable(historyChecksum);
        }

        /** The engine's checksum of what the changelog holds, in the engine's own notation. */
        public Optional<String> changelogChecksum() {
            return Optional.ofNullable(changelogChecksum);
        }

        /** When it was last applied, as the history says. */
        public Optional<Instant> appliedAt() {
            return Optional.ofNullable(appliedAt);
        }

        @Override
        public String toString() {
            return "Entry[" + migration.id() + " " + state + "]";
        }
    }

    /** Builds an {@link Entry}. Not thread-safe. */
    public static final class EntryBuilder {
        private final Migration migration;
        private final State state;
        private @Nullable String historyChecksum;
        private @Nullable String changelogChecksum;
        private @Nullable Instant appliedAt;

        private EntryBuilder(Migration migration, State state) {
            this.migration = requireNonNull(migration, "migration");
            this.state = requireNonNull(state, "state");
        }

        /** The engine's checksum in the history; none if {@code null}. */
        public EntryBuilder historyChecksum(@Nullable String checksum) {
            this.historyChecksum = checksum;
            return this;
        }

        /** The engine's checksum of what the changelog holds; none if {@code null}. */
        public EntryBuilder changelogChecksum(@Nullable String checksum) {
            this.changelogChecksum = checksum;
            return this;
        }

        /** When it was last applied; unknown if {@code null}. */
        public EntryBuilder appliedAt(@Nullable Instant appliedAt) {
            this.appliedAt = appliedAt;
            return this;
        }

        /** The entry. */
        public Entry build() {
            return new Entry(this);
        }
    }
}
