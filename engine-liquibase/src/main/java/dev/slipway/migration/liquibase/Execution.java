package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ShouldRunChangeSetFilter;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.UpdateVisitor;
import liquibase.database.Database;
import liquibase.exception.PreconditionErrorException;
import liquibase.exception.PreconditionFailedException;
import liquibase.exception.UnexpectedLiquibaseException;
import liquibase.precondition.core.PreconditionContainer.ErrorOption;
import liquibase.precondition.core.PreconditionContainer.FailOption;
import org.jspecify.annotations.Nullable;

/** Runs an update and writes down what happens to each change set. Belongs to one run. */
final class Execution extends AbstractChangeExecListener {
    /** A change set that was executed and recorded. */
    record Done(Migration migration, Duration elapsed) {}

    /** Ends a run between two change sets. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stop(String message) {
            super(message);
        }
    }

    private final Session session;
    private final MigrateOptions behaviour;
    private final MigrationPlan before;
    private final DatabaseLock lock;
    private final List<Done> done = new ArrayList<>();
    private final Map<String, String> declined = new HashMap<>();
    /** Why the current change set will be marked as executed without being it; its row may say RERAN. */
    private @Nullable String marked;

    private @Nullable Migration current;
    private @Nullable Migration failed;
    private @Nullable Throwable listenerFailure;
    private int number;
    private long start;

    Execution(Session session, MigrateOptions behaviour, MigrationPlan before, DatabaseLock lock) {
        this.session = session;
        this.behaviour = behaviour;
        this.before = before;
        this.lock = lock;
    }

    /** Does what {@code liquibase update} does once it has its lock, without its fast check. */
    void run(DatabaseChangeLog changelog) throws Exception {
        Database database = Session.current();
        ChangeLogHistoryService history = Session.history();
        history.reset();
        history.init();
        history.upgradeChecksums(changelog, session.contexts(), session.labels());
        changelog.validate(database, session.contexts(), session.labels());
        new ChangeLogIterator(changelog, Planner.filters(session, before))
                .run(new UpdateVisitor(database, this, new ShouldRunChangeSetFilter(database)), session.environment());
        current = null;
        String tag = session.options().tag();
        if (tag != null && !done.isEmpty()) {
            history.tag(tag);
        }
    }

    @Override
    public void willRun(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, RunStatus status) {
        // Of a change set that it passes over Liquibase does not say that it is done with it.
        current = null;
        marked = null;
        if (behaviour.stop().isRequested()) {
            throw new Stop("Stopped before '" + changeSet.toString(false) + "'");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Stop("Interrupted before '" + changeSet.toString(false) + "'");
        }
        lost().ifPresent(reason -> {
            throw new Stop("Ended before '" + changeSet.toString(false) + "', since " + reason);
        });
        Migration migration = Planner.migration(session, changeSet);
        current = migration;
        start = System.nanoTime();
        number++;
        guard(() ->
                behaviour.listener().started(migration, number, before.pending().size()));
    }

    private Optional<String> lost() {
        try {
            return lock.lost();
        } catch (SQLException failure) {
            throw new UnexpectedLiquibaseException(failure);
        }
    }

    @Override
    public void ran(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, ExecType type) {
        Migration migration = Planner.migration(session, changeSet);
        current = null;
        if (type == ExecType.FAILED) {
            declined.put(migration.id(), "failOnError: false");
            String reason = changeSet.getErrorMsg() == null ? "" : changeSet.getErrorMsg();
            var failure = new MigrationException("Change set '" + migration.id() + "' failed and is passed over, as its"
                    + " failOnError says: "
                    + Failures.oneLine(session.redactor().screen(Failures.withoutSql(reason))));
            guard(() -> behaviour.listener().failed(migration, failure));
            return;
        }
        if (type == ExecType.MARK_RAN || marked != null) {
            declined.put(migration.id(), marked == null ? "onValidationFail: MARK_RAN" : marked);
            return;
        }
        var elapsed = Duration.ofNanos(System.nanoTime() - start);
        done.add(new Done(migration, elapsed));
        if (changeSet.shouldAlwaysRun()) {
            declined.put(migration.id(), "runAlways");
        }
        guard(() -> behaviour.listener().applied(migration, elapsed));
    }

    @Override
    public void runFailed(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, Exception failure) {
        Migration migration = Planner.migration(session, changeSet);
        failed = migration;
        current = null;
        try {
            behaviour.listener().failed(migration, new MigrationException(describe(failure)));
        } catch (RuntimeException thrown) {
            failure.addSuppressed(thrown);
        }
    }

    @Override
    public void preconditionFailed(PreconditionFailedException error, FailOption onFail) {
        if (onFail == FailOption.CONTINUE) {
            decline("onFail: CONTINUE");
        } else if (onFail == FailOption.MARK_RAN) {
            marked = "onFail: MARK_RAN";
        }
    }

    @Override
    public void preconditionErrored(PreconditionErrorException error, ErrorOption onError) {
        if (onError == ErrorOption.CONTINUE) {
            decline("onError: CONTINUE");
        } else if (onError == ErrorOption.MARK_RAN) {
            marked = "onError: MARK_RAN";
        }
    }

    private void decline(String reason) {
        if (current != null) {
            declined.put(current.id(), reason);
        }
    }

    private void guard(Runnable call) {
        try {
            ListenerFailure.guard(call);
        } catch (ListenerFailure failure) {
            listenerFailure = failure.thrown();
            throw failure;
        }
    }

    /** Why a run ended: which change set, what went wrong. */
    String describe(Throwable failure) {
        Stop stop = Failures.find(failure, Stop.class);
        if (stop != null) {
            return String.valueOf(stop.getMessage());
        }
        if (listenerFailure != null) {
            return "The listener ended the run: " + listenerFailure;
        }
        Migration at = failed == null ? current : failed;
        return (at == null ? "The update failed: " : "Change set '" + at.id() + "' failed: ") + reason(failure);
    }

    private String reason(Throwable failure) {
        PreconditionFailedException precondition = Failures.find(failure, PreconditionFailedException.class);
        if (precondition == null) {
            return Failures.summary(failure, session.redactor());
        }
        String messages = precondition.getFailedPreconditions().stream()
                .map(one -> String.valueOf(one.getMessage()))
                .collect(Collectors.joining(", "));
        return "its precondition is not met ("
                + Failures.oneLine(session.redactor().screen(messages)) + ")";
    }

    /** What to chain to the exception of a run that ended early: what a listener threw, or the server's words. */
    @Nullable
    Throwable cause(Throwable failure) {
        if (listenerFailure != null) {
            return listenerFailure;
        }
        return Failures.find(failure, Stop.class) != null ? null : Failures.cause(failure, session.redactor());
    }

    List<Done> done() {
        return done;
    }

    /** The change set that failed, or was being executed when something else failed. */
    @Nullable
    Migration failed() {
        return failed == null && listenerFailure == null ? current : failed;
    }

    /** Why change sets were not executed, or stay pending although they were, by their ids. */
    Map<String, String> declined() {
        return declined;
    }
}
