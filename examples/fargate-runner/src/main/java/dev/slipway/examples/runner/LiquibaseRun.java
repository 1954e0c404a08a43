package dev.slipway.examples.runner;

import static dev.slipway.examples.runner.Logs.OUTPUT;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.liquibase.LiquibaseEngine;
import java.util.List;

/** Does the commands that only Liquibase has. */
final class LiquibaseRun {
    private final Task task;
    private final LiquibaseEngine engine;
    private final Changelog changelog;
    private final Stop stop;
    private final Result result;

    /**
     * @param changelog any for a command that does not need it
     */
    LiquibaseRun(Task task, LiquibaseEngine engine, Changelog changelog, Stop stop, Result result) {
        this.task = task;
        this.engine = engine;
        this.changelog = changelog;
        this.stop = stop;
        this.result = result;
    }

    /** Whether the state is worth showing afterwards. */
    boolean run() {
        switch (task.command().deed()) {
            case HISTORY -> history();
            case LIST_LOCKS -> listLocks();
            case RELEASE_LOCKS -> releaseLocks();
            case TAG -> tag();
            case CLEAR_CHECKSUMS -> clearChecksums();
            case CHANGELOG_SYNC -> {
                Runner.wake(task);
                stop.requireBegin();
                changed("Marked as executed", engine.changelogSync(changelog, task.database(), waiting()));
                return true;
            }
            case ROLLBACK -> {
                var target = task.liquibase().target(task.command());
                Runner.wake(task);
                task.around().beforeRollback(changelog, result);
                stop.requireBegin();
                changed("Undone", engine.rollback(changelog, task.database(), target, waiting()));
                return true;
            }
            case ROLLBACK_SQL -> rollbackSql();
            default -> throw new IllegalStateException("Not a command of Liquibase's: " + task.command());
        }
        return false;
    }

    private MigrateOptions waiting() {
        return Runner.waiting(task, stop, result);
    }

    private void history() {
        var history = engine.history(task.database());
        result.history(history);
        OUTPUT.info("History:\n{}", LiquibaseTables.history(history));
        OUTPUT.info("{} change sets were executed", history.size());
    }

    private void listLocks() {
        var locks = engine.listLocks(task.database());
        result.locks(locks);
        OUTPUT.info("Locks:\n{}", LiquibaseTables.locks(locks));
    }

    private void releaseLocks() {
        Runner.wake(task);
        stop.requireBegin();
        var locks = engine.listLocks(task.database());
        result.locks(locks);
        engine.releaseLocks(task.database(), waiting());
        OUTPUT.info(
                "Released the lock{}",
                locks.isEmpty() ? ", which nobody held" : " of " + locks.get(0).name());
    }

    private void tag() {
        Runner.wake(task);
        stop.requireBegin();
        String tag = task.liquibase().argument(LiquibaseSetting.TAG);
        engine.tag(task.database(), tag, waiting());
        OUTPUT.info("Tagged the newest row of the history with '{}'", tag);
    }

    private void clearChecksums() {
        Runner.wake(task);
        stop.requireBegin();
        engine.clearChecksums(task.database(), waiting());
        OUTPUT.info("Emptied the checksums: the next migrate writes those of its changelog");
    }

    private void rollbackSql() {
        var scripts =
                engine.rollbackSql(changelog, task.database(), task.liquibase().target(task.command()));
        Runner.show(scripts, result);
        OUTPUT.info("Dry run: {} change sets would be undone, nothing was executed", scripts.size());
    }

    private void changed(String what, List<Migration> changed) {
        result.changed(changed);
        changed.forEach(migration -> OUTPUT.info("{}: {}", what, migration.id()));
        OUTPUT.info("{}: {} change sets", what, changed.size());
    }
}
