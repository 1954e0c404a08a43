package dev.slipway.migration;

import java.util.List;
import javax.sql.DataSource;

/**
 * Applies changelogs to databases. Immutable; one instance may serve many databases and threads.
 *
 * <p>What all engines promise:
 *
 * <ul>
 *   <li>{@link MigrationPlan#isApplicable()} holds exactly when {@code migrate} with the same engine would not be
 *       rejected.
 *   <li>{@code migrate} returns normally only if every migration that was pending was executed, or was declined by the
 *       engine for a reason that it documents and reports, and nothing unexplained is pending afterwards. It reads the
 *       history again to say so.
 *   <li>A caller's {@link DataSource} is never closed; connections are opened and closed inside one call.
 *   <li>No secret that the engine was configured with appears in a plan, a script, a report or an exception.
 * </ul>
 *
 * <p>All methods throw {@link CredentialException} when the database refuses the log-in, {@link
 * DatabaseUnavailableException} when it cannot be reached, and {@link MigrationException} for what else goes wrong while
 * nothing is executed.
 *
 * <p>To write one:
 *
 * <ol>
 *   <li>Make it immutable, with a builder for its options; hold no connection and no state of a run in it.
 *   <li>Implement {@link #id()}, the fingerprint covering every option that changes what is executed.
 *   <li>Open connections by {@link DataSources#connect}, which sorts failures into the exceptions above.
 *   <li>Implement {@link #plan} without writing anything, your own validation deciding over its problems.
 *   <li>Implement {@link #migrate(Changelog, DataSource, MigrateOptions)} as: lock, plan, reject if
 *       there are problems, {@link MigrationListener#planned}, execute, read the history again, compare. While
 *       another run holds the lock, look whether it has done the work.
 *   <li>Implement {@link #dryRun} and give every text that leaves the engine to a {@link Redactor} made of the secrets
 *       it was configured with.
 *   <li>Extend {@code MigrationEngineContract} of {@code migration-testkit} and see it pass.
 * </ol>
 */
public interface MigrationEngine {
    /** Names the engine, its version and its options; slow where options are secret, see {@link Secret#fingerprint}. */
    EngineId id();

    /**
     * Compares a changelog with a database. Writes nothing, not even history tables, and takes no lock.
     *
     * @param changelog the files
     * @param database the database
     * @return every migration that the changelog or the history knows of, with its state, and the problems that would
     *     make {@code migrate} reject it
     */
    MigrationPlan plan(Changelog changelog, DataSource database);

    /**
     * Says what SQL a run would execute, without executing it.
     *
     * @param changelog the files
     * @param database the database
     * @return the pending migrations in execution order, each with its SQL, secrets masked
     * @throws MigrationRejectedException if {@code migrate} would throw it
     */
    List<MigrationScript> dryRun(Changelog changelog, DataSource database);

    /**
     * Brings a database to where the changelog says it should be.
     *
     * @param changelog the files
     * @param database the database
     * @param options how the run behaves
     * @return what was found, what was applied, what is there now
     * @throws MigrationRejectedException if history and changelog disagree; nothing was executed
     * @throws MigrationIncompleteException if the run ended early; something may have been executed
     */
    MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options);

    /**
     * The same with {@link MigrateOptions#defaults()}.
     *
     * @param changelog the files
     * @param database the database
     * @return what was found, what was applied, what is there now
     * @throws MigrationRejectedException if history and changelog disagree; nothing was executed
     * @throws MigrationIncompleteException if the run ended early; something may have been executed
     */
    default MigrationReport migrate(Changelog changelog, DataSource database) {
        return migrate(changelog, database, MigrateOptions.defaults());
    }
}
