package dev.slipway.examples.runner;

import static dev.slipway.examples.runner.Logs.OUTPUT;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Origin;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a task: fetch, then one command. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final Task task;
    private final References references;
    private final Stop stop;
    private final Result result;

    Runner(Task task, References references, Stop stop, Result result) {
        this.task = task;
        this.references = references;
        this.stop = stop;
        this.result = result;
    }

    void run() {
        try (var around = task.around()) {
            command();
            stop.endMigrating();
            document(around);
        }
    }

    private void document(Around around) {
        try {
            around.after(task.database(), task.ownTables(), references.redactor(), result);
        } catch (MigrationException failure) {
            LOG.warn("The command was done: what failed is the schema's documentation only");
            throw failure;
        }
    }

    private void command() {
        OUTPUT.info("{}", task.banner());
        task.notes().forEach(note -> LOG.info("Not needed: {}", note));
        if (!task.command().needsChangelog()) {
            liquibase(Changelog.of(Map.of("none", "")));
            return;
        }
        result.status().fetching();
        Changelog changelog = task.source().fetch();
        result.changelog(changelog);
        OUTPUT.info(
                "Fetched {}: {} files",
                stand(changelog.origin(), changelog.digest()),
                changelog.files().size());
        MigrationEngine engine = Engines.of(task, changelog, references);
        result.engine(Engines.product(engine));
        result.status().waking();
        switch (task.command().deed()) {
            case MIGRATE -> migrate(engine, changelog);
            case PLAN, INFO -> plan(engine, changelog);
            case VALIDATE -> validate(engine, changelog);
            case DRY_RUN -> dryRun(engine, changelog);
            case BASELINE -> baseline(changelog);
            case REPAIR -> repair(changelog);
            default -> liquibase(changelog);
        }
    }

    private void liquibase(Changelog changelog) {
        var engine = Engines.liquibase(task, changelog, references);
        result.engine(Engines.product(engine));
        if (new LiquibaseRun(task, engine, changelog, stop, result).run()) {
            MigrationPlan plan = engine.plan(changelog, task.database());
            result.after(plan);
            OUTPUT.info("State after:\n{}", StateTable.of(plan));
        }
    }

    private void migrate(MigrationEngine engine, Changelog changelog) {
        var progress = new Progress(stop, result, plan -> task.around().before(plan, result));
        var options = MigrateOptions.builder()
                .listener(progress)
                .stop(stop)
                .lockWait(task.lockWait())
                .build();
        MigrationReport report;
        try {
            report = engine.migrate(changelog, task.database(), options);
        } catch (MigrationRejectedException | MigrationIncompleteException failure) {
            showWhereItStands(engine, changelog, progress);
            throw failure;
        }
        if (!progress.isPlanned()) {
            OUTPUT.info("State before:\n{}", StateTable.of(report.before()));
        }
        result.report(report);
        OUTPUT.info("State after:\n{}", StateTable.of(report.after()));
        report.declined()
                .forEach(declined -> OUTPUT.info(
                        "{}: {} ({})",
                        report.after().pending().contains(declined.migration()) ? "Still pending" : "Not executed",
                        declined.migration().id(),
                        declined.reason()));
        OUTPUT.info("{}", summary(report));
    }

    /** What an operator looks at first; the failure itself is not to be hidden by a second one. */
    private void showWhereItStands(MigrationEngine engine, Changelog changelog, Progress progress) {
        if (stop.isRequested()) {
            return;
        }
        try {
            MigrationPlan plan = engine.plan(changelog, task.database());
            if (progress.isPlanned()) {
                result.after(plan);
            } else {
                result.before(plan);
            }
            OUTPUT.info("State {}:\n{}", progress.isPlanned() ? "after" : "before", StateTable.of(plan));
        } catch (MigrationException second) {
            LOG.debug("The state cannot be shown", second);
        }
    }

    private static String summary(MigrationReport report) {
        String stand = stand(report.after().origin(), report.after().digest());
        int applied = report.applied().size();
        if (applied == 0) {
            return (report.declined().isEmpty() ? "Nothing to do" : "Executed nothing") + ": the database stands at "
                    + stand;
        }
        return "Applied " + applied + (applied == 1 ? " migration" : " migrations") + " in "
                + report.elapsed().toMillis() + " ms: the database stands at " + stand;
    }

    /** The commit, or, of files that have none, what they come to. */
    private static String stand(Origin origin, String digest) {
        return origin.revision().map(revision -> "commit " + revision).orElse("changelog " + digest);
    }

    private void plan(MigrationEngine engine, Changelog changelog) {
        MigrationPlan plan = look(engine, changelog);
        if (plan.isApplicable()) {
            OUTPUT.info(
                    "{} to apply",
                    plan.pending().isEmpty() ? "Nothing" : plan.pending().size() + " pending");
        }
        requireApplicable(plan);
    }

    private void validate(MigrationEngine engine, Changelog changelog) {
        requireApplicable(look(engine, changelog));
        OUTPUT.info("Valid: a migration would not be rejected");
    }

    private MigrationPlan look(MigrationEngine engine, Changelog changelog) {
        MigrationPlan plan = engine.plan(changelog, task.database());
        result.before(plan);
        OUTPUT.info("State:\n{}", StateTable.of(plan));
        return plan;
    }

    private static void requireApplicable(MigrationPlan plan) {
        if (!plan.isApplicable()) {
            throw new MigrationRejectedException(
                    "A migration of " + plan.origin() + " would be rejected", plan.problems());
        }
    }

    private void dryRun(MigrationEngine engine, Changelog changelog) {
        var scripts = engine.dryRun(changelog, task.database());
        show(scripts, result);
        OUTPUT.info("Dry run: {} migrations would run, nothing was executed", scripts.size());
    }

    static void show(List<MigrationScript> scripts, Result result) {
        result.scripts(scripts);
        scripts.forEach(script -> OUTPUT.info(
                "{} {}:\n{}",
                script.migration().id(),
                script.migration().description(),
                script.sql().stripTrailing()));
    }

    /** For what writes without a plan: heeds signals and {@code LOCK_WAIT} while it waits for another run. */
    static MigrateOptions waiting(Task task, Stop stop, Result result) {
        return MigrateOptions.builder()
                .listener(new Progress(stop, result, plan -> {}))
                .stop(stop)
                .lockWait(task.lockWait())
                .build();
    }

    /** Waits for the database while a signal can still interrupt it. */
    static void wake(Task task) {
        try (var connection = DataSources.connect(task.database())) {
            LOG.debug("Reached {}", connection);
        } catch (SQLException failure) {
            LOG.debug("A connection does not close", failure);
        }
    }

    private void baseline(Changelog changelog) {
        var flyway = Engines.flyway(task, changelog, references);
        wake(task);
        stop.requireBegin();
        flyway.baseline(
                task.database(), task.baselineVersion(), task.baselineDescription(), waiting(task, stop, result));
        look(flyway, changelog);
        OUTPUT.info("Baseline: the history begins at version {}", task.baselineVersion());
    }

    private void repair(Changelog changelog) {
        var flyway = Engines.flyway(task, changelog, references);
        wake(task);
        stop.requireBegin();
        flyway.repair(changelog, task.database(), waiting(task, stop, result));
        look(flyway, changelog);
        OUTPUT.info("Repaired the history");
    }
}
