package dev.slipway.migration.flyway;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Secret;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Applies changelogs with Flyway. Immutable; one instance may serve many databases and threads.
 *
 * <p>A changelog is what a {@code filesystem:} location at its root would be: the same script names in the history and
 * the same checksums, so that Flyway's own command line may take over at any time, and this engine from it. Nothing on
 * the class path is scanned; Java migrations run only if {@link Builder#configure} names them. Files that Flyway would
 * start as processes ({@code .sh}, {@code .ps1}) are passed over.
 *
 * <p>{@link #plan} and {@link #dryRun} run no callbacks, since those may write.
 *
 * <p>On PostgreSQL a run holds, for as long as it lasts, the advisory lock that Flyway itself uses, in the session in
 * which the migrations run. Flyway command lines are respected and kept out, a statement such as {@code CREATE INDEX
 * CONCURRENTLY} does not hang, each migration is committed together with its line in the history, and one connection is
 * enough (two if the changelog has SQL callbacks and {@link Builder#group} is set). Connect to the server itself, or
 * through a pool in session mode: session locks do not hold through a pool in transaction mode. On H2 three connections
 * are used at a time: one for the lock, two by Flyway. On other databases Flyway's own locks apply, with two
 * connections.
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
        return new EngineId("flyway", FlywayVersion.read(), options.fingerprint());
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
     * @throws DatabaseUnavailableException if it cannot be reached
     */
    public void baseline(DataSource database, String version, String description) {
        MigrationVersion parsed = Builder.version("version", version);
        requireNonNull(description, "description");
        inSession(database, session -> {
            session.baseline(parsed, description);
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
     * @throws DatabaseUnavailableException if it cannot be reached
     * @throws MigrationException if it fails for another reason
     */
    public void repair(Changelog changelog, DataSource database) {
        requireNonNull(changelog, "changelog");
        inSession(database, session -> {
            session.repair(changelog);
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
    public static final class Builder {
        private final Map<String, FlywayOptions.Option> typed;
        private final Map<String, String> placeholders;
        private final Map<String, Secret> secrets;
        private @Nullable Consumer<FluentConfiguration> hatch;

        private Builder(FlywayOptions options) {
            this.typed = new HashMap<>(options.typed());
            this.placeholders = new HashMap<>(options.placeholders());
            this.secrets = new HashMap<>(options.secrets());
            this.hatch = options.hatch();
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

        /** Whether placeholders are replaced; switch it off for files whose data contains <code>${</code>. */
        public Builder placeholderReplacement(boolean placeholderReplacement) {
            return set(
                    "placeholderReplacement",
                    placeholderReplacement,
                    c -> c.placeholderReplacement(placeholderReplacement));
        }

        /** The schemas that Flyway looks after; it creates those that are not there. The first one is the default. */
        public Builder schemas(String... schemas) {
            String[] copy = schemas.clone();
            return set("schemas", List.of(copy), c -> c.schemas(copy));
        }

        /** The schema of the history and of unqualified names. */
        public Builder defaultSchema(String schema) {
            return set("defaultSchema", requireNonNull(schema, "schema"), c -> c.defaultSchema(schema));
        }

        /** The name of the history table. */
        public Builder table(String table) {
            return set("table", requireNonNull(table, "table"), c -> c.table(table));
        }

        /** Whether a migration that is older than the newest applied one runs, instead of being rejected. */
        public Builder outOfOrder(boolean outOfOrder) {
            return set("outOfOrder", outOfOrder, c -> c.outOfOrder(outOfOrder));
        }

        /** Whether a schema that is not empty and has no history is taken to be at the baseline version. */
        public Builder baselineOnMigrate(boolean baselineOnMigrate) {
            return set("baselineOnMigrate", baselineOnMigrate, c -> c.baselineOnMigrate(baselineOnMigrate));
        }

        /**
         * The version of that baseline.
         *
         * @throws IllegalArgumentException if it is no version
         */
        public Builder baselineVersion(String version) {
            MigrationVersion parsed = version("baselineVersion", version);
            return set("baselineVersion", version, c -> c.baselineVersion(parsed));
        }

        /** What validation passes over, in Flyway's notation: {@code *:missing}, {@code repeatable:future}. */
        public Builder ignoreMigrationPatterns(String... patterns) {
            String[] copy = patterns.clone();
            return set("ignoreMigrationPatterns", List.of(copy), c -> c.ignoreMigrationPatterns(copy));
        }

        /**
         * The newest version to apply, in Flyway's notation: {@code 2.1}, {@code latest}, {@code next}.
         *
         * @throws IllegalArgumentException if it is no version
         */
        public Builder target(String target) {
            if (!target.endsWith("?")) {
                version("target", target);
            }
            return set("target", target, c -> c.target(target));
        }

        /** Whether all pending migrations are committed together, where the database can do that. */
        public Builder group(boolean group) {
            return set("group", group, c -> c.group(group));
        }

        /** Whether statements that run in a transaction and such as do not may stand in one migration or group. */
        public Builder mixed(boolean mixed) {
            return set("mixed", mixed, c -> c.mixed(mixed));
        }

        /** How the files are encoded; UTF-8 unless set. */
        public Builder encoding(Charset encoding) {
            return set("encoding", requireNonNull(encoding, "encoding"), c -> c.encoding(encoding));
        }

        /**
         * The way to every other option of Flyway. Called for every command on a new configuration, before the typed
         * options are set; a second call is added to the first. An engine that uses it has no fingerprint. Callbacks
         * given here are kept. Data source, locations, resource provider and class provider belong to the engine, as do
         * loggers, retries of connections, the output of query results and PostgreSQL's choice of lock, which are
         * overridden.
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
         * @throws IllegalArgumentException if {@link #configure} sets what belongs to the engine
         */
        public FlywayEngine build() {
            return new FlywayEngine(new FlywayOptions(typed, placeholders, secrets, hatch));
        }

        private Builder set(String name, Object value, Consumer<FluentConfiguration> setter) {
            typed.put(name, new FlywayOptions.Option(value.toString(), setter));
            return this;
        }

        private static MigrationVersion version(String name, String version) {
            try {
                return MigrationVersion.fromVersion(requireNonNull(version, name));
            } catch (RuntimeException invalid) {
                throw new IllegalArgumentException(name + " is not a version of Flyway: '" + version + "'", invalid);
            }
        }
    }
}
