package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Problem;
import dev.slipway.migration.flyway.HistoryReader.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** One run of {@code migrate}: lock, plan, execute, read again, compare. */
final class Run {
    private final Session session;
    private final Changelog changelog;
    private final MigrateOptions options;
    private final HistoryReader reader;
    private final long start = System.nanoTime();

    Run(Session session, Changelog changelog, MigrateOptions options) {
        this.session = session;
        this.changelog = changelog;
        this.options = options;
        this.reader = session.reader(changelog);
    }

    MigrationReport migrate() {
        if (session.product() == Session.Product.H2) {
            prepareHistory();
        }
        try (var lock = RunLock.of(session)) {
            Optional<Reading> done = new Waiting(session, options).acquire(lock, reader);
            if (done.isPresent()) {
                MigrationPlan plan = done.get().plan();
                return MigrationReport.builder(plan).build(plan, soFar());
            }
            return migrateUnder(lock);
        }
    }

    /** The lock on H2 is in the history. */
    private void prepareHistory() {
        Reading first = reader.read();
        rejectIfInapplicable(first.plan());
        if (!first.historyExists()) {
            session.createHistory();
        }
    }

    private MigrationReport migrateUnder(RunLock lock) {
        Reading before = reader.read();
        rejectIfInapplicable(before.plan());
        options.listener().planned(before.plan());
        boolean nothingToDo = before.plan().pending().isEmpty() && before.historyExists() && !reader.hasCallbacks();
        if (nothingToDo) {
            return MigrationReport.builder(before.plan()).build(before.plan(), soFar());
        }
        var events = new RunEvents(options, lock, before.plan().pending().size(), reader::migration);
        try {
            session.flyway(configuration(events)).migrate();
            events.tellApplied();
        } catch (FlywayException | MigrationException failure) {
            throw new RunFailure(session, reader, before, events, options).explain(failure);
        }
        return report(before, events);
    }

    private FluentConfiguration configuration(RunEvents events) {
        FluentConfiguration configuration = reader.configuration();
        Callback[] all = Stream.concat(Arrays.stream(configuration.getCallbacks()), Stream.of(events))
                .toArray(Callback[]::new);
        // Validated a moment ago under the same lock; only callbacks could tell the difference.
        return configuration
                .callbacks(all)
                .validateOnMigrate(configuration.isValidateOnMigrate() && reader.hasCallbacks());
    }

    /** Everything has run: a database that is gone now is no reason to call the run one that never began. */
    private Reading readAgain(RunEvents events) {
        try {
            return reader.read();
        } catch (MigrationException failure) {
            throw new MigrationIncompleteException(
                    "Flyway reported a success, but the history cannot be read again to see it (" + failure.getMessage()
                            + "): look at the history table before running again",
                    events.executed(),
                    null,
                    failure);
        }
    }

    private MigrationReport report(Reading before, RunEvents events) {
        Reading after = readAgain(events);
        List<Migration> recorded = Recorded.since(before, after, reader);
        var report = MigrationReport.builder(before.plan());
        recorded.forEach(migration -> report.applied(migration, events.elapsed(migration)));
        for (Migration migration : before.plan().pending()) {
            boolean pendingAgain = after.plan().pending().contains(migration);
            if (pendingAgain && recorded.contains(migration) && Recorded.hasTimestamp(migration, changelog, reader)) {
                report.declined(
                        migration,
                        "contains the placeholder flyway:timestamp, with which a repeatable migration runs again at every"
                                + " run");
            } else if (pendingAgain || !recorded.contains(migration)) {
                throw new MigrationIncompleteException(
                        "'" + migration.id() + "' was pending, and Flyway reported a success, but the history "
                                + (pendingAgain ? "still calls it pending" : "does not show it")
                                + ": look at the history table before running again",
                        recorded,
                        null,
                        null);
            }
        }
        return report.build(after.plan(), soFar());
    }

    private void rejectIfInapplicable(MigrationPlan plan) {
        if (!plan.isApplicable()) {
            throw rejection(changelog, plan);
        }
    }

    static MigrationRejectedException rejection(Changelog changelog, MigrationPlan plan) {
        List<Problem> problems = plan.problems();
        return new MigrationRejectedException(
                "Cannot apply " + changelog.origin() + ", and nothing was executed: "
                        + problems.stream().map(Problem::message).collect(Collectors.joining("; ")),
                problems);
    }

    private Duration soFar() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
