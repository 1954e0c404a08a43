package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import org.jspecify.annotations.Nullable;

/** One call of the engine: one changelog, one database. */
final class Run {
    private final Changelog files;
    private final ChangelogResources resources;
    private final LockedRun locked;
    private final long start = System.nanoTime();
    /** Kept while the run waits; parsing takes longer than looking. */
    private @Nullable ParsedChangelog parsed;

    Run(LiquibaseOptions options, Changelog files, DataSource source) {
        this.files = files;
        this.resources = new ChangelogResources(files);
        this.locked = new LockedRun(options, resources, source);
    }

    MigrationPlan plan() {
        return locked.read(this::plan);
    }

    List<MigrationScript> dryRun() {
        return locked.read(session -> {
            MigrationPlan plan = plan(session);
            return new DryRun(session, rejectUnlessApplicable(plan)).run(changelog(session));
        });
    }

    MigrationReport migrate(MigrateOptions behaviour) {
        return locked.write(behaviour, (session, lock) -> migrate(session, behaviour, lock), this::doneByAnother);
    }

    List<Migration> rollback(RollbackTo target, MigrateOptions behaviour) {
        return locked.write(
                behaviour,
                (session, lock) -> {
                    reject(parsed(session).problems());
                    Waiting.requireNotStopped(behaviour);
                    return new Rollback(session, target).run(changelog(session));
                },
                session -> Optional.empty());
    }

    List<MigrationScript> rollbackSql(RollbackTo target) {
        return locked.read(session -> {
            reject(parsed(session).problems());
            return new Rollback(session, target).sql(changelog(session));
        });
    }

    List<Migration> changelogSync(MigrateOptions behaviour) {
        return locked.write(
                behaviour,
                (session, lock) -> {
                    MigrationPlan plan = rejectUnlessApplicable(plan(session));
                    Waiting.requireNotStopped(behaviour);
                    return new Synchronization(session, plan).run(changelog(session));
                },
                session -> Optional.empty());
    }

    private MigrationPlan plan(Session session) throws Exception {
        return new Planner(session, files, resources).plan(parsed(session));
    }

    private MigrationPlan planAfter(Session session, MigrationPlan before) throws Exception {
        return new Planner(session, files, resources).planAfter(parsed(session), before);
    }

    private ParsedChangelog parsed(Session session) throws Exception {
        ParsedChangelog known = parsed;
        if (known == null) {
            known = Session.withoutWriting(null, () -> ParsedChangelog.parse(session, files, resources));
            parsed = known;
        }
        return known;
    }

    /** For runs whose plan had no problems, which a changelog that cannot be read has. */
    private DatabaseChangeLog changelog(Session session) throws Exception {
        DatabaseChangeLog changelog = parsed(session).changelog();
        if (changelog == null) {
            throw new IllegalStateException("The plan has no problems, but there is no changelog");
        }
        return changelog;
    }

    private Optional<MigrationReport> doneByAnother(Session session) throws Exception {
        MigrationPlan plan = plan(session);
        return plan.isApplicable() && plan.pending().isEmpty()
                ? Optional.of(MigrationReport.builder(plan).build(plan, elapsed()))
                : Optional.empty();
    }

    private MigrationReport migrate(Session session, MigrateOptions behaviour, DatabaseLock lock) throws Exception {
        MigrationPlan before = rejectUnlessApplicable(plan(session));
        ListenerFailure.guard(() -> behaviour.listener().planned(before));
        if (before.pending().isEmpty() && !lacksChecksums(before)) {
            return MigrationReport.builder(before).build(before, elapsed());
        }
        var execution = new Execution(session, behaviour, before, lock);
        MigrationPlan after;
        try {
            execution.run(changelog(session));
            after = planAfter(session, before);
        } catch (Exception failure) {
            throw incomplete(session, execution, failure, before);
        }
        return report(session, execution, before, after);
    }

    /** After {@code clear-checksums} the next run writes them anew, as Liquibase's own does. */
    private static boolean lacksChecksums(MigrationPlan plan) {
        return plan.entries().stream()
                .anyMatch(entry -> entry.state() == MigrationPlan.State.APPLIED
                        && entry.historyChecksum().isEmpty());
    }

    private MigrationReport report(Session session, Execution execution, MigrationPlan before, MigrationPlan after)
            throws Exception {
        Set<String> passedOver = forAnotherSystem(session);
        var report = MigrationReport.builder(before);
        execution.done().forEach(done -> report.applied(done.migration(), done.elapsed()));
        List<Migration> unexplained = after.pending().stream()
                .filter(pending ->
                        !execution.declined().containsKey(pending.id()) && !passedOver.contains(pending.id()))
                .toList();
        if (!unexplained.isEmpty()) {
            throw new MigrationIncompleteException(
                    "Liquibase reported success, but " + names(unexplained)
                            + " is still pending: another process works on this database's history, or this is a fault"
                            + " of Liquibase: look at the database before you repeat",
                    execution.done().stream().map(Execution.Done::migration).toList(),
                    null,
                    null);
        }
        Set<Migration> pending = Set.copyOf(after.pending());
        for (Migration planned : before.pending()) {
            String reason = execution.declined().get(planned.id());
            if (reason != null || pending.contains(planned)) {
                report.declined(planned, reason == null ? "its changes are for another database or system" : reason);
            }
        }
        return report.build(after, elapsed());
    }

    /** Liquibase passes over a change set whose only change has a {@code dbms} or {@code os} that is not this one. */
    private Set<String> forAnotherSystem(Session session) throws Exception {
        return changelog(session).getChangeSets().stream()
                .filter(changeSet -> changeSet.getExecType() == ChangeSet.ExecType.SKIPPED)
                .map(changeSet -> Planner.migration(session, changeSet).id())
                .collect(Collectors.toSet());
    }

    private MigrationIncompleteException incomplete(
            Session session, Execution execution, Exception failure, MigrationPlan before) {
        if (execution.done().isEmpty() && execution.failed() == null) {
            liquibase.exception.ValidationFailedException invalid =
                    Failures.find(failure, liquibase.exception.ValidationFailedException.class);
            if (invalid != null) {
                reject(List.of(Problem.of(Failures.oneLine(
                        session.redactor().screen(Failures.withoutSql(String.valueOf(invalid.getMessage())))))));
            }
        }
        List<Migration> applied = recorded(session, execution, before);
        String message = execution.describe(failure) + " (" + applied.size() + " of "
                + before.pending().size() + " applied): "
                + (execution.failed() == null ? "run again to go on" : "mend it, look for traces of it, and run again");
        return new MigrationIncompleteException(message, applied, execution.failed(), execution.cause(failure));
    }

    /** What was applied and is in the history as it is read again; if it cannot be read, what Liquibase said. */
    private List<Migration> recorded(Session session, Execution execution, MigrationPlan before) {
        List<Migration> done =
                execution.done().stream().map(Execution.Done::migration).toList();
        try {
            Session.current().rollback();
            Set<Migration> pending = Set.copyOf(planAfter(session, before).pending());
            return done.stream()
                    .filter(migration ->
                            !pending.contains(migration) || execution.declined().containsKey(migration.id()))
                    .toList();
        } catch (Exception unreadable) {
            return done;
        }
    }

    private MigrationPlan rejectUnlessApplicable(MigrationPlan plan) {
        reject(plan.problems());
        return plan;
    }

    private void reject(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new MigrationRejectedException(
                    "Nothing was executed: " + files.origin() + " was rejected: "
                            + problems.get(0).message()
                            + (problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)"),
                    problems);
        }
    }

    private static String names(List<Migration> migrations) {
        return migrations.stream().limit(5).map(one -> "'" + one.id() + "'").collect(Collectors.joining(", "))
                + (migrations.size() > 5 ? " and " + (migrations.size() - 5) + " more" : "");
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
