package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan.State;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.flyway.HistoryReader.Reading;
import java.util.List;
import java.util.Optional;

/** Says how a run ended that did not succeed: what is applied for certain, what failed, why, and what is left. */
final class RunFailure {
    private final Session session;
    private final HistoryReader reader;
    private final Reading before;
    private final RunEvents events;
    private final MigrateOptions options;
    /** Whether the connection went, and with it what was not committed, and the lock. */
    private boolean lost;

    RunFailure(Session session, HistoryReader reader, Reading before, RunEvents events, MigrateOptions options) {
        this.session = session;
        this.reader = reader;
        this.before = before;
        this.events = events;
        this.options = options;
    }

    MigrationIncompleteException explain(RuntimeException failure) {
        Optional<Reading> after = readAgain();
        List<Migration> applied = applied(after);
        Throwable listenersFailure = events.listenersFailure();
        if (listenersFailure != null) {
            return incomplete("The listener ended the run", applied, null, listenersFailure);
        }
        if (events.stopped() != null) {
            return incomplete(events.stopped() + " run it again to apply what is still pending", applied, null, null);
        }
        Redactor redactor = session.redactor();
        Migration failed = events.current();
        if (failed == null) {
            return incomplete(
                    "The run ended: " + Failures.reason(failure, redactor) + ": look at the history before running it"
                            + " again",
                    applied,
                    null,
                    redactor.redact((Throwable) failure));
        }
        var incomplete =
                incomplete(message(failed, failure, after), applied, failed, redactor.redact((Throwable) failure));
        tell(failed, incomplete);
        return incomplete;
    }

    private List<Migration> applied(Optional<Reading> after) {
        if (after.isEmpty()) {
            return reader.configuration().isGroup() ? List.of() : events.told();
        }
        // Once the lock is gone another run may add lines of its own.
        return Recorded.since(before, after.get(), reader).stream()
                .filter(migration -> !lost || events.executed().contains(migration))
                .toList();
    }

    private static MigrationIncompleteException incomplete(
            String message,
            List<Migration> applied,
            @org.jspecify.annotations.Nullable Migration failed,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return new MigrationIncompleteException(message, applied, failed, cause);
    }

    private String message(Migration failed, RuntimeException failure, Optional<Reading> after) {
        String line = Failures.line(failure).map(at -> ", line " + at).orElse("");
        String statement = events.statements() == 0 ? "" : ", statement " + events.statements();
        return "Migration '" + failed.id() + "' failed"
                + failed.path().map(path -> " in '" + path + "'").orElse("") + line + statement + ": "
                + Failures.reason(failure, session.redactor()) + ": " + advice(failed, after);
    }

    private String advice(Migration failed, Optional<Reading> after) {
        if (after.isEmpty()) {
            return "the database does not answer any more: look at the history before running it again";
        }
        boolean recorded = after.get().plan().entries().stream()
                .anyMatch(entry ->
                        entry.state() == State.FAILED && entry.migration().id().equals(failed.id()));
        if (recorded) {
            return "undo what it left behind, repair the history, mend the migration and run it again";
        }
        return lost
                ? "the connection was lost meanwhile: look for what it left behind outside of a transaction, and run it"
                        + " again"
                : "it was rolled back: mend it and run it again";
    }

    /** Nothing, if the connection broke and no other one can be had. */
    private Optional<Reading> readAgain() {
        try {
            return Optional.of(reader.read());
        } catch (MigrationException unreadable) {
            lost = session.connections().isLost();
            return lost ? readAnew() : Optional.empty();
        }
    }

    private Optional<Reading> readAnew() {
        try (Session anew = session.reopened()) {
            return Optional.of(reader.in(anew).read());
        } catch (MigrationException unreachable) {
            return Optional.empty();
        }
    }

    private void tell(Migration failed, MigrationIncompleteException incomplete) {
        try {
            options.listener().failed(failed, incomplete);
        } catch (RuntimeException thrown) {
            incomplete.addSuppressed(thrown);
        }
    }
}
