package dev.slipway.migration.flyway;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.flyway.HistoryReader.Reading;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits for the lock, looking meanwhile whether the run that holds it has done the work. */
final class Waiting {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /** How late a stop signal may be noticed. */
    private static final Duration NAP = Duration.ofMillis(100);

    private final Session session;
    private final MigrateOptions options;
    private final long start = System.nanoTime();
    private @Nullable String lastSeen;

    /** Says whether there is nothing left to wait for. */
    private interface Meanwhile {
        Optional<Reading> done() throws SQLException;
    }

    Waiting(Session session, MigrateOptions options) {
        this.session = session;
        this.options = options;
    }

    /** For a run: empty when the lock is held; otherwise what was read when another run had done the work. */
    Optional<Reading> acquire(RunLock lock, HistoryReader reader) {
        return acquire(lock, () -> doneByAnother(reader));
    }

    /** For a command, which nobody else does. */
    void acquire(RunLock lock) {
        acquire(lock, Optional::empty);
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException(
                    "Stopped before anything was written: nothing was executed", List.of(), null, null);
        }
    }

    private Optional<Reading> acquire(RunLock lock, Meanwhile meanwhile) {
        try {
            while (!lock.tryLock()) {
                String holder = session.redactor().screen(lock.holder());
                checkStop(holder);
                options.listener().waiting(holder, soFar());
                Optional<Reading> done = meanwhile.done();
                if (done.isPresent()) {
                    return done;
                }
                if (soFar().compareTo(options.lockWait()) >= 0) {
                    throw new DatabaseUnavailableException("Another run holds the database ("
                            + holder + ") for longer than "
                            + options.lockWait().toSeconds()
                            + " s: wait longer, or see what that run is doing");
                }
                sleep(holder);
            }
            return Optional.empty();
        } catch (SQLException failure) {
            throw Failures.of("Cannot lock the database", failure, session.redactor());
        }
    }

    private Duration soFar() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A full reading only if the history has changed since the last one. */
    private Optional<Reading> doneByAnother(HistoryReader reader) throws SQLException {
        String seen = state();
        if (seen.equals(lastSeen)) {
            return Optional.empty();
        }
        lastSeen = seen;
        Reading reading = reader.read();
        boolean done = reading.historyExists()
                && reading.plan().isApplicable()
                && reading.plan().pending().isEmpty();
        return done ? Optional.of(reading) : Optional.empty();
    }

    private String state() throws SQLException {
        HistoryTable history = session.history();
        var connection = session.connections().first();
        if (!history.exists(connection)) {
            return "none";
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*), max(" + history.column("installed_rank") + ") from " + history.quoted())) {
            rows.next();
            return rows.getLong(1) + " " + rows.getLong(2);
        }
    }

    private void sleep(String holder) {
        Duration left = options.lockWait().minus(soFar());
        long end = System.nanoTime() + (left.compareTo(BETWEEN_LOOKS) < 0 ? left : BETWEEN_LOOKS).toNanos();
        try {
            while (System.nanoTime() < end) {
                checkStop(holder);
                Thread.sleep(Math.max(1, Math.min(NAP.toMillis(), (end - System.nanoTime()) / 1_000_000)));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(
                    "Interrupted while waiting for another run (" + holder + "): nothing was executed");
        }
    }

    private void checkStop(String holder) {
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException(
                    "Stopped while waiting for another run (" + holder + "): nothing was executed",
                    List.of(),
                    null,
                    null);
        }
    }
}
