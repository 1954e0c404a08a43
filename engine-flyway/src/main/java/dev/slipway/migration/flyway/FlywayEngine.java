package dev.slipway.migration.flyway;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Applies changelogs with Flyway. Immutable; one instance may serve many databases and threads.
 *
 * <p>A changelog is what a {@code filesystem:} location at its root would be, or several at {@link Builder#locations}:
 * the same script names in the history and the same checksums, so that Flyway's own command line may take over at any
 * time, and this engine from it. Nothing on the class path is scanned; Java migrations run only if {@link
 * Builder#javaMigrations} names them. A file that Flyway would start as a process ({@code .sh}, {@code .ps1}) is never
 * started: it is a problem of the plan, unless the history says that it ran before.
 *
 * <p>{@link #plan} and {@link #dryRun} run no callbacks, since those may write.
 *
 * <p>On PostgreSQL a run holds, for as long as it lasts, the advisory lock that Flyway itself uses, in the session in
 * which the migrations run. Flyway command lines are respected and kept out, a statement such as {@code CREATE INDEX
 * CONCURRENTLY} does not hang, each migration is committed together with its line in the history, and one connection is
 * enough (two if the changelog has SQL callbacks and {@link Builder#group} is set). On MariaDB the same holds with
 * Flyway's named lock; MySQL is expected to work likewise, but is not tested. In a Galera cluster and on other databases
 * Flyway's own locks apply, with two connections. On H2 three connections are used at a time: one for the lock, two by
 * Flyway.
 *
 * <p>Connect to the server itself, or through a pool in session mode. On PostgreSQL a pool in transaction mode (PgBouncer)
 * is recognised when statements of the run reach another session than the one that holds the lock, and when that session
 * serves another run: the run is refused, or ends before the next migration, and gives the lock back. Where nobody else
 * uses the pool during the run it goes unnoticed, and does no harm.
 *
 * <p>A repeatable migration that contains <code>${flyway:timestamp}</code> runs again at every run; it is executed,
 * recorded, and listed as declined, since it is pending again afterwards.
 */
public final class FlywayEngine implements MigrationEngine {
    private final FlywayOptions options;

    /** An engine with Flyway's defaults. */
    public FlywayEngine() {
        this(FlywayOptions.defaults());
    }

    private FlywayEngine(FlywayOptions options) {
        this.options = options;
    }

    /** Begins an engine with Flyway's defaults. */
    public static Builder builder() {
        return new Builder(FlywayOptions.defaults());
    }

    /** Begins with the options of this engine. */
    public Builder toBuilder() {
        return new Builder(options);
    }

    /** {@code flyway}, its version, and a digest of the options; no digest if {@link Builder#configure} was used. */
    @Override
    public EngineId id() {
        return new EngineId("flyway", version(), options.fingerprint());
    }

    /** The version of Flyway on the class path, as {@link #id()} tells it, without what a fingerprint takes. */
    public static String version() {
        return FlywayVersion.read();
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        requireNonNull(changelog, "changelog");
        return inSession(database, session -> session.reader(changelog).read().plan());
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        requireNonNull(changelog, "changelog");
        return inSession(database, session -> new DryRun(session, changelog).scripts());
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions migrateOptions) {
        requireNonNull(changelog, "changelog");
        requireNonNull(migrateOptions, "options");
        return inSession(database, session -> new Run(session, changelog, migrateOptions).migrate());
    }

    /**
     * Says that a database without a history already is at a version: creates the history with that one line.
     *
     * @param database the database
     * @param version the version, such as {@code 1.2}; migrations up to it will not run
     * @param description what a person calls it
     * @throws MigrationException if there is a history with other lines already
     * @throws CredentialException if the database refuses the log-in
     * @throws DatabaseUnavailableException if it cannot be reached, or a run holds it for longer than the wait
     */
    public void baseline(DataSource database, String version, String description) {
        baseline(database, version, description, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice.
     *
     * @param waiting how long to wait for a run, when to stop waiting, and whom to tell meanwhile; on H2 and databases that
     *     this engine has no lock for, Flyway waits by itself
     * @throws MigrationIncompleteException if it was told to stop before anything was written
     */
    public void baseline(DataSource database, String version, String description, MigrateOptions waiting) {
        requireNonNull(waiting, "waiting");
        MigrationVersion parsed = Versions.parse("version", version);
        requireNonNull(description, "description");
        inSession(database, session -> {
            session.baseline(parsed, description, waiting);
            return true;
        });
    }

    /**
     * Mends the history, in Flyway's way: removes the lines of failed migrations, takes the checksums of the changelog,
     * and marks what is missing in the changelog as deleted. Executes no migration.
     *
     * @param changelog the files
     * @param database the database
     * @throws CredentialException if the database refuses the log-in
     * @throws DatabaseUnavailableException if it cannot be reached, or a run holds it for longer than the wait
     * @throws MigrationException if it fails for another reason
     */
    public void repair(Changelog changelog, DataSource database) {
        repair(changelog, database, MigrateOptions.defaults());
    }

    /**
     * The same, with a wait of the caller's choice, as in {@link #baseline(DataSource, String, String, MigrateOptions)}.
     *
     * @throws MigrationIncompleteException if it was told to stop before anything was written
     */
    public void repair(Changelog changelog, DataSource database, MigrateOptions waiting) {
        requireNonNull(changelog, "changelog");
        requireNonNull(waiting, "waiting");
        inSession(database, session -> {
            session.repair(changelog, waiting);
            return true;
        });
    }

    private <T> T inSession(DataSource database, Function<Session, T> work) {
        requireNonNull(database, "database");
        try (var session = Session.open(options, database)) {
            return work.apply(session);
        } catch (MigrationException failure) {
            throw options.redactor().redact(failure);
        }
    }

    /** The name only: options may be telling. */
    @Override
    public String toString() {
        return "FlywayEngine";
    }

    /**
     * Builds a {@link FlywayEngine}. What is not set is as Flyway has it. Not thread-safe.
     */
    public static final class Builder extends FlywaySettings {
        private final Map<String, FlywayOptions.Option> typed;
        private final Map<String, String> placeholders;
        private final Map<String, Secret> secrets;
        private List<String> locations;
        private final List<JavaMigration> javaMigrations;
        private final List<Callback> callbacks;
        private @Nullable Consumer<FluentConfiguration> hatch;

        private Builder(FlywayOptions options) {
            this.typed = new HashMap<>(options.typed());
            this.placeholders = new HashMap<>(options.placeholders());
            this.secrets = new HashMap<>(options.secrets());
            this.locations = options.code().locations();
            this.javaMigrations = new ArrayList<>(options.code().javaMigrations());
            this.callbacks = new ArrayList<>(options.code().callbacks());
            this.hatch = options.code().hatch();
        }

        /**
         * The directories of the changelog that are Flyway's locations. Each file's script name is relative to its own
         * location, as it would be with {@code filesystem:} locations; files outside of all of them are not there for
         * Flyway. Without a call the whole changelog is one location.
         *
         * @param directories paths within the changelog, separated by {@code /}: {@code sql/common}, {@code sql/postgres};
         *     the empty text is the root
         */
        public Builder locations(String... directories) {
            this.locations = Locations.checked(directories);
            return this;
        }

        /** Adds migrations written in Java. An engine that has some has no fingerprint. */
        public Builder javaMigrations(JavaMigration... migrations) {
            javaMigrations.addAll(List.of(migrations));
            return this;
        }

        /**
         * Adds callbacks; the engine's own stay. They run in {@code migrate}, {@code baseline} and {@code repair}. An
         * engine that has some has no fingerprint.
         */
        public Builder callbacks(Callback... added) {
            callbacks.addAll(List.of(added));
            return this;
        }

        /**
         * A placeholder with a plain value.
         *
         * @param name its name, without <code>${}</code> and without regard to case
         * @param value what stands in its place
         */
        public Builder placeholder(String name, String value) {
            secrets.keySet().removeIf(requireNonNull(name, "name")::equalsIgnoreCase);
            FlywayOptions.put(placeholders, name, requireNonNull(value, "value"));
            return this;
        }

        /**
         * A placeholder with a secret value, which is taken out of everything that leaves the engine.
         *
         * @param name its name, without <code>${}</code> and without regard to case
         * @param value what stands in its place
         * @throws IllegalArgumentException if the value contains a quote, a backslash or a line break, with which it
         *     would end the SQL literal that it stands in
         */
        public Builder placeholder(String name, Secret value) {
            requireNonNull(name, "name");
            if (value.reveal().chars().anyMatch(c -> "'\\\n\r\0".indexOf(c) >= 0)) {
                throw new IllegalArgumentException("The secret placeholder '" + name
                        + "' contains a quote, a backslash or a line break, with which it would end the SQL literal that"
                        + " it stands in: choose a value without them");
            }
            placeholders.keySet().removeIf(name::equalsIgnoreCase);
            FlywayOptions.put(secrets, name, value);
            return this;
        }

        /**
         * The way to every other option of Flyway. Called for every command on a new configuration, before the typed
         * options are set; a second call is added to the first. An engine that uses it has no fingerprint. Callbacks
         * given here are kept. What belongs to the engine is refused: data source, driver, JDBC properties, locations and
         * those of callbacks, resource provider and class provider; so is what Flyway refuses, such as an option of
         * another edition. Loggers, retries of connections, the output of query results and PostgreSQL's choice of lock
         * are overridden.
         *
         * @param hatch sets options; called by many threads
         */
        public Builder configure(Consumer<FluentConfiguration> hatch) {
            requireNonNull(hatch, "hatch");
            this.hatch = this.hatch == null ? hatch : this.hatch.andThen(hatch);
            return this;
        }

        /**
         * The engine.
         *
         * @throws IllegalArgumentException if {@link #configure} sets what belongs to the engine, or what Flyway refuses
         */
        public FlywayEngine build() {
            var code = new FlywayOptions.Code(locations, javaMigrations, callbacks, hatch);
            return new FlywayEngine(new FlywayOptions(typed, placeholders, secrets, code));
        }

        @Override
        Builder set(String name, Object value, Consumer<FluentConfiguration> setter) {
            typed.put(name, new FlywayOptions.Option(value.toString(), setter));
            return this;
        }
    }
}
