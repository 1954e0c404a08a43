package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/** Follows one run through Flyway's events, tells the listener, and ends the run before the next migration. */
final class RunEvents implements Callback {
    private final MigrateOptions options;
    private final RunLock lock;
    private final Function<MigrationInfo, Migration> naming;
    private final int total;
    private final List<Migration> executed = new ArrayList<>();
    private final Map<Migration, Duration> elapsed = new HashMap<>();
    private int started;
    private int statements;
    private long startedAt;
    private int told;
    private @Nullable Migration current;
    private @Nullable Throwable listenersFailure;
    private @Nullable String stopped;

    RunEvents(MigrateOptions options, RunLock lock, int total, Function<MigrationInfo, Migration> naming) {
        this.options = options;
        this.lock = lock;
        this.total = total;
        this.naming = naming;
    }

    /** Statements are counted here: Flyway logs each call of {@link #handle}. */
    @Override
    public boolean supports(Event event, Context context) {
        if (event == Event.BEFORE_EACH_MIGRATE_STATEMENT) {
            statements++;
        }
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        Migration migration = naming.apply(context.getMigrationInfo());
        if (event == Event.BEFORE_EACH_MIGRATE) {
            begin(migration);
        } else {
            elapsed.put(migration, Duration.ofNanos(System.nanoTime() - startedAt));
            executed.add(migration);
            current = null;
        }
    }

    private void begin(Migration migration) {
        tellApplied();
        if (options.stop().isRequested() || Thread.currentThread().isInterrupted()) {
            stopped = (Thread.currentThread().isInterrupted() ? "Interrupted" : "Stopped") + " before '"
                    + migration.id() + "':";
            throw new FlywayException(stopped);
        }
        requireLock(migration);
        guarded(() -> options.listener().started(migration, started + 1, total));
        started++;
        statements = 0;
        current = migration;
        startedAt = System.nanoTime();
    }

    /** Asked in the transaction of the migration, if it has one, which therefore stays in this session. */
    private void requireLock(Migration migration) {
        try {
            if (lock.isHere()) {
                return;
            }
        } catch (SQLException failure) {
            throw new FlywayException("Cannot ask for the session of the lock", failure);
        }
        stopped = "Ended before '" + migration.id() + "', which would run in another session of the server than the one"
                + " that holds the lock, since a pool in transaction mode (PgBouncer) is in between: connect to the server"
                + " itself or through a pool in session mode, and";
        throw new FlywayException(stopped);
    }

    /** Only now, when the next one begins or the run has ended, is the one before recorded and committed. */
    void tellApplied() {
        while (told < executed.size()) {
            Migration migration = executed.get(told++);
            guarded(() -> options.listener().applied(migration, elapsed(migration)));
        }
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            listenersFailure = thrown;
            throw new FlywayException("The listener ended the run");
        }
    }

    /** What Flyway executed, in order, whether it could record it or not. */
    List<Migration> executed() {
        return executed;
    }

    /** What is committed for certain, unless all of the run is one transaction. */
    List<Migration> told() {
        return List.copyOf(executed.subList(0, told));
    }

    /** How long a migration took. */
    Duration elapsed(Migration migration) {
        return elapsed.getOrDefault(migration, Duration.ZERO);
    }

    /** The migration that has begun and not ended. */
    @Nullable
    Migration current() {
        return current;
    }

    /** How many statements of it were begun. */
    int statements() {
        return statements;
    }

    @Nullable
    Throwable listenersFailure() {
        return listenersFailure;
    }

    @Nullable
    String stopped() {
        return stopped;
    }

    @Override
    public String getCallbackName() {
        return "slipway";
    }
}
