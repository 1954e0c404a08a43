package dev.slipway.examples.runner;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Problem;
import dev.slipway.migration.liquibase.HistoryEntry;
import dev.slipway.migration.liquibase.LockHolder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a run so far, for the document at its end. */
final class Result {
    private Status status = Status.none();
    private @Nullable Task task;
    private @Nullable Changelog changelog;
    private @Nullable EngineId engine;
    private @Nullable MigrationPlan before;
    private @Nullable MigrationReport report;
    private @Nullable MigrationPlan after;
    private @Nullable MigrationIncompleteException incomplete;
    private @Nullable String advice;
    private @Nullable String schema;
    private List<MigrationScript> scripts = List.of();
    private List<Problem> problems = List.of();
    private Optional<List<HistoryEntry>> history = Optional.empty();
    private Optional<List<LockHolder>> locks = Optional.empty();
    private Optional<List<Migration>> changed = Optional.empty();

    /** Where others see how far the run is. */
    Status status() {
        return status;
    }

    void status(Status status) {
        this.status = status;
    }

    void task(Task task) {
        this.task = task;
    }

    void changelog(Changelog changelog) {
        this.changelog = changelog;
    }

    void engine(EngineId engine) {
        this.engine = engine;
    }

    void before(MigrationPlan before) {
        this.before = before;
        this.problems = before.problems();
    }

    void report(MigrationReport report) {
        this.before = report.before();
        this.report = report;
        this.after = report.after();
    }

    void after(MigrationPlan after) {
        this.after = after;
    }

    void incomplete(MigrationIncompleteException incomplete) {
        this.incomplete = incomplete;
    }

    /** How far a run came that did not end well, if it executed something. */
    Optional<MigrationIncompleteException> incomplete() {
        return Optional.ofNullable(incomplete);
    }

    /** What helps if the run fails from here on. */
    void advice(String advice) {
        this.advice = advice;
    }

    void schema(String schema) {
        this.schema = schema;
    }

    void scripts(List<MigrationScript> scripts) {
        this.scripts = scripts;
    }

    void problems(List<Problem> problems) {
        this.problems = problems;
    }

    void history(List<HistoryEntry> history) {
        this.history = Optional.of(history);
    }

    void locks(List<LockHolder> locks) {
        this.locks = Optional.of(locks);
    }

    void changed(List<Migration> changed) {
        this.changed = Optional.of(changed);
    }

    /** The rows of Liquibase's history, if they were asked for. */
    Optional<List<HistoryEntry>> history() {
        return history;
    }

    /** Who holds or held Liquibase's lock, if that was asked for. */
    Optional<List<LockHolder>> locks() {
        return locks;
    }

    /** What was undone, or marked as executed, by a command that does so. */
    Optional<List<Migration>> changed() {
        return changed;
    }

    Optional<Task> task() {
        return Optional.ofNullable(task);
    }

    Optional<Changelog> changelog() {
        return Optional.ofNullable(changelog);
    }

    Optional<String> advice() {
        return Optional.ofNullable(advice);
    }

    /** The schema's documentation. */
    Optional<String> schema() {
        return Optional.ofNullable(schema);
    }

    Optional<EngineId> engine() {
        return Optional.ofNullable(engine);
    }

    Optional<MigrationPlan> before() {
        return Optional.ofNullable(before);
    }

    Optional<MigrationReport> report() {
        return Optional.ofNullable(report);
    }

    Optional<MigrationPlan> after() {
        return Optional.ofNullable(after);
    }

    List<MigrationScript> scripts() {
        return scripts;
    }

    List<Problem> problems() {
        return problems;
    }
}
