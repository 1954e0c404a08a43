package dev.slipway.migration.liquibase;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationScript;
import java.util.List;
import javax.sql.DataSource;

/**
 * What Liquibase can do beyond {@link dev.slipway.migration.MigrationEngine}, in its own words. All methods throw what
 * {@code MigrationEngine} says, and wait for other runs as {@link MigrateOptions#defaults()} say unless they are given
 * other options; of these a command heeds how long to wait, whom to tell meanwhile, and when to stop: while it waits, and once
 * more before it writes, it then throws {@link dev.slipway.migration.MigrationIncompleteException}, and nothing was executed.
 */
abstract class LiquibaseCommands {
    final LiquibaseOptions options;

    LiquibaseCommands(LiquibaseOptions options) {
        this.options = options;
    }

    /**
     * Marks the state of a database with a tag, as {@code liquibase tag} does: the tag is written to the newest row of
     * the history. An older tag of that row is replaced.
     *
     * @param database the database
     * @param tag the tag
     */
    public void tag(DataSource database, String tag) {
        tag(database, tag, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice.
     *
     * @param database the database
     * @param tag the tag
     * @param waiting how to wait for other runs
     */
    public void tag(DataSource database, String tag, MigrateOptions waiting) {
        operations(database).tag(requireNonNull(tag, "tag"), requireNonNull(waiting, "waiting"));
    }

    /**
     * Undoes everything that was applied after a tag: {@link #rollback(Changelog, DataSource, RollbackTo)}.
     *
     * @param changelog the files, with the change sets to undo
     * @param database the database
     * @param tag the tag to go back to; it stays
     * @return the change sets that were undone, in the order in which that happened
     * @throws dev.slipway.migration.MigrationRejectedException if there is no such tag, or a change set cannot be undone;
     *     nothing was executed
     * @throws dev.slipway.migration.MigrationIncompleteException if undoing failed; something may have been undone
     */
    public List<Migration> rollback(Changelog changelog, DataSource database, String tag) {
        return rollback(changelog, database, RollbackTo.tag(tag));
    }

    /**
     * Undoes what was applied, newest first, as {@code liquibase rollback}, {@code rollback-to-date} and {@code
     * rollback-count} do. A change set that cannot be undone is found before anything runs; one that the changelog lacks is
     * left alone.
     *
     * @param changelog the files, with the change sets to undo
     * @param database the database
     * @param target how far to go back
     * @return the change sets that were undone, in the order in which that happened
     * @throws dev.slipway.migration.MigrationRejectedException if there is no such tag, or a change set cannot be undone;
     *     nothing was executed
     * @throws dev.slipway.migration.MigrationIncompleteException if undoing failed; something may have been undone
     */
    public List<Migration> rollback(Changelog changelog, DataSource database, RollbackTo target) {
        return rollback(changelog, database, target, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice.
     *
     * @param changelog the files, with the change sets to undo
     * @param database the database
     * @param target how far to go back
     * @param waiting how to wait for other runs
     * @return the change sets that were undone, in the order in which that happened
     * @throws dev.slipway.migration.MigrationRejectedException if there is no such tag, or a change set cannot be undone;
     *     nothing was executed
     * @throws dev.slipway.migration.MigrationIncompleteException if undoing failed; something may have been undone
     */
    public List<Migration> rollback(
            Changelog changelog, DataSource database, RollbackTo target, MigrateOptions waiting) {
        return run(changelog, database).rollback(requireNonNull(target, "target"), requireNonNull(waiting, "waiting"));
    }

    /**
     * Says what SQL a rollback would execute, as {@code liquibase rollback-sql} and its siblings do, without executing it.
     *
     * @param changelog the files, with the change sets to undo
     * @param database the database
     * @param target how far to go back
     * @return the change sets to undo, newest first, each with its SQL, secrets masked
     * @throws dev.slipway.migration.MigrationRejectedException if {@code rollback} would throw it
     */
    public List<MigrationScript> rollbackSql(Changelog changelog, DataSource database, RollbackTo target) {
        return run(changelog, database).rollbackSql(requireNonNull(target, "target"));
    }

    /**
     * Writes into the history that pending change sets were executed, without executing them, as {@code liquibase
     * changelog-sync} does: for a database that has its objects from elsewhere. Ends where {@link
     * LiquibaseEngine.Builder#upToTag} or {@link LiquibaseEngine.Builder#atMost} say.
     *
     * @param changelog the files
     * @param database the database
     * @return the change sets that were marked
     * @throws dev.slipway.migration.MigrationRejectedException if history and changelog disagree; nothing was written
     */
    public List<Migration> changelogSync(Changelog changelog, DataSource database) {
        return changelogSync(changelog, database, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice.
     *
     * @param changelog the files
     * @param database the database
     * @param waiting how to wait for other runs
     * @return the change sets that were marked
     * @throws dev.slipway.migration.MigrationRejectedException if history and changelog disagree; nothing was written
     */
    public List<Migration> changelogSync(Changelog changelog, DataSource database, MigrateOptions waiting) {
        return run(changelog, database).changelogSync(requireNonNull(waiting, "waiting"));
    }

    /**
     * Empties the checksums of the history, as {@code liquibase clear-checksums} does. The next run writes those of its
     * changelog, whatever changed: a change set that was edited is not noticed then.
     *
     * @param database the database
     */
    public void clearChecksums(DataSource database) {
        clearChecksums(database, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice.
     *
     * @param database the database
     * @param waiting how to wait for other runs
     */
    public void clearChecksums(DataSource database, MigrateOptions waiting) {
        operations(database).clearChecksums(requireNonNull(waiting, "waiting"));
    }

    /**
     * Reads the history, as {@code liquibase history} does; without locking or writing anything.
     *
     * @param database the database
     * @return its rows in the order of execution; none if there is no history table
     */
    public List<HistoryEntry> history(DataSource database) {
        return operations(database).history();
    }

    /**
     * Reads Liquibase's lock table, as {@code liquibase list-locks} does; without locking or writing anything.
     *
     * @param database the database
     * @return who holds the lock, which is one at most
     */
    public List<LockHolder> listLocks(DataSource database) {
        return operations(database).listLocks();
    }

    /**
     * Clears Liquibase's lock table whoever set it, as {@code liquibase release-locks} does. It is needed where a run of
     * Liquibase's own was killed and it cannot be proved that its session is gone, or on databases without session locks.
     *
     * @param database the database
     * @throws dev.slipway.migration.DatabaseUnavailableException if a run of this engine holds the session lock: it is
     *     alive
     */
    public void releaseLocks(DataSource database) {
        releaseLocks(database, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice for other runs in this JVM; a run elsewhere is not waited for.
     *
     * @param database the database
     * @param waiting how to wait for other runs
     * @throws dev.slipway.migration.DatabaseUnavailableException if a run of this engine holds the session lock: it is
     *     alive
     */
    public void releaseLocks(DataSource database, MigrateOptions waiting) {
        operations(database).releaseLocks(requireNonNull(waiting, "waiting"));
    }

    final Run run(Changelog changelog, DataSource database) {
        return new Run(options, requireNonNull(changelog, "changelog"), requireNonNull(database, "database"));
    }

    private Operations operations(DataSource database) {
        return new Operations(options, requireNonNull(database, "database"));
    }
}
