package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How one run of {@link MigrationEngine#migrate} behaves towards its caller and towards other runs. Immutable. */
public final class MigrateOptions {
    private static final MigrateOptions DEFAULTS = new Builder().build();

    private final MigrationListener listener;
    private final Duration lockWait;
    private final StopSignal stop;

    private MigrateOptions(Builder builder) {
        this.listener = builder.listener;
        this.lockWait = builder.lockWait;
        this.stop = builder.stop;
    }

    /** No listener, fifteen minutes for another run to finish, never stopped. */
    public static MigrateOptions defaults() {
        return DEFAULTS;
    }

    /** Begins with {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Begins with these options. */
    public Builder toBuilder() {
        return new Builder().listener(listener).lockWait(lockWait).stop(stop);
    }

    /** Who follows the run. */
    public MigrationListener listener() {
        return listener;
    }

    /**
     * How long to wait while another run works on the same database. Zero means one try. A run that finds the work done
     * by the other one succeeds; one that waited in vain throws {@link DatabaseUnavailableException}.
     */
    public Duration lockWait() {
        return lockWait;
    }

    /** What is asked, before each migration and while waiting, whether to end the run. */
    public StopSignal stop() {
        return stop;
    }

    /** Builds {@link MigrateOptions}. Not thread-safe. */
    public static final class Builder {
        private MigrationListener listener = MigrationListener.none();
        private Duration lockWait = Duration.ofMinutes(15);
        private StopSignal stop = StopSignal.never();

        private Builder() {}

        /** Who follows the run; nobody unless set. */
        public Builder listener(MigrationListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * How long to wait for another run; fifteen minutes unless set.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder lockWait(Duration lockWait) {
            if (lockWait.isNegative()) {
                throw new IllegalArgumentException("lockWait is negative: " + lockWait);
            }
            this.lockWait = lockWait;
            return this;
        }

        /** What says that the run should end; nothing unless set. */
        public Builder stop(StopSignal stop) {
            this.stop = requireNonNull(stop, "stop");
            return this;
        }

        /** The options. */
        public MigrateOptions build() {
            return new MigrateOptions(this);
        }
    }
}
