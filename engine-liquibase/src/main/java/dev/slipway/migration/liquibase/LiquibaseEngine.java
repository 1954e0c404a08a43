package dev.slipway.migration.liquibase;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Secret;
import dev.slipway.migration.liquibase.LiquibaseOptions.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import liquibase.util.LiquibaseUtil;
import org.jspecify.annotations.Nullable;

/**
 * Applies changelogs with Liquibase: XML, YAML, JSON and formatted SQL. Immutable; one instance may serve many databases
 * and threads.
 *
 * <p>Paths are relative to the root of the {@link Changelog}, whatever source it came from, so that a database that
 * Liquibase's own command line migrated (with the root folder as search path) is recognised, and the other way round.
 *
 * <p><strong>One run at a time.</strong> Liquibase keeps state that all its uses in a JVM share and cannot run twice at
 * once, not even on different databases. All calls of all instances are therefore serialised behind one lock in the JVM;
 * waiting for it ends by interruption and counts toward {@link MigrateOptions#lockWait()} (all methods without options wait
 * as long as {@link MigrateOptions#defaults()} say). Parallel Liquibase is for
 * worker processes. The caller's own use of Liquibase is left as it was.
 *
 * <p><strong>One run per database.</strong> On PostgreSQL, MariaDB and MySQL a session lock that the server releases when
 * the process dies stands in front of Liquibase's {@code DATABASECHANGELOGLOCK}. A row that one of our killed runs left
 * there is taken over. So is one of Liquibase's own when no session is left that can be its holder's: on PostgreSQL no
 * other session of the database that began before the row was set (give or take the time zone, which the row lacks); on
 * MariaDB and MySQL no other session at all, which only an account with the {@code PROCESS} privilege can tell. Otherwise
 * it is respected, and the message names its holder, its age and why; {@link #releaseLocks} clears it. Other databases,
 * and clusters of MySQL or MariaDB of which several servers accept writes, have the row only. Poolers that share sessions
 * between clients (PgBouncer in transaction mode, RDS Proxy) make session locks void: connect to the server itself. A run
 * is refused when its transactions reach different sessions, or a session that holds another run's lock; it looks again
 * about every second, and ends before the next change set when its session has changed. While nobody else uses such a pool
 * this may go unnoticed.
 *
 * <p><strong>What stays pending after a good run</strong>, and is reported by {@link MigrationReport#declined()}: {@code
 * runAlways} (executed, and listed as applied, too), a precondition with {@code onFail: CONTINUE} or {@code onError:
 * CONTINUE}, {@code failOnError: false}, and a change set whose only change is for another database or operating system.
 * Reported there, too, but not pending any more, is what Liquibase marks as executed without executing it: {@code onFail:
 * MARK_RAN}, {@code onError: MARK_RAN} and {@code onValidationFail: MARK_RAN}.
 * A precondition of a change set that says {@code HALT} is a failure of the run when its turn comes, not a problem of the
 * plan; one of the whole changelog is a problem.
 *
 * <p><strong>Secrets</strong> are given to Liquibase as they are, so that checksums stay its own. A secret that holds a
 * quote, backslash or line break is refused, as is a secret parameter in a comment, tag, label, context, id or author, which
 * Liquibase writes into its history. In formatted SQL the value is part of the checksum: see {@link
 * MigrationPlan#problems()} when it was rotated.
 */
public final class LiquibaseEngine extends LiquibaseCommands implements MigrationEngine {
    private LiquibaseEngine(LiquibaseOptions options) {
        super(options);
    }

    /**
     * An engine with Liquibase's defaults.
     *
     * @param changelogFile the path of the root changelog within the {@link Changelog}
     * @return the engine
     * @throws IllegalArgumentException if the path is empty or absolute
     */
    public static LiquibaseEngine of(String changelogFile) {
        return builder(changelogFile).build();
    }

    /**
     * Begins an engine.
     *
     * @param changelogFile the path of the root changelog within the {@link Changelog}
     * @return a builder with Liquibase's defaults
     * @throws IllegalArgumentException if the path is empty or absolute
     */
    public static Builder builder(String changelogFile) {
        return new Builder(changelogFile);
    }

    /** Begins with the options of this engine. */
    public Builder toBuilder() {
        return new Builder(options);
    }

    @Override
    public EngineId id() {
        return new EngineId("liquibase", version(), Optional.of(options.fingerprint()));
    }

    /** The version of Liquibase on the class path, as {@link #id()} tells it, without what a fingerprint takes. */
    public static String version() {
        return LiquibaseUtil.getBuildVersion();
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        return run(changelog, database).plan();
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        return run(changelog, database).dryRun();
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions migrateOptions) {
        return run(changelog, database).migrate(requireNonNull(migrateOptions, "options"));
    }

    /** The root changelog, never parameters. */
    @Override
    public String toString() {
        return "LiquibaseEngine[" + options.changelogFile() + "]";
    }

    /** Builds a {@link LiquibaseEngine}. Not thread-safe. */
    public static final class Builder {
        private String changelogFile;
        private List<String> contexts = List.of();
        private @Nullable String labels;
        private TreeMap<String, Parameter> parameters = new TreeMap<>();
        private @Nullable String defaultSchema;
        private @Nullable String liquibaseSchema;
        private @Nullable String historyTable;
        private @Nullable String lockTable;
        private @Nullable String tag;
        private @Nullable String upToTag;
        private @Nullable Integer atMost;

        private Builder(String changelogFile) {
            this.changelogFile = checkPath(changelogFile);
        }

        private Builder(LiquibaseOptions options) {
            this.changelogFile = options.changelogFile();
            this.contexts = options.contexts();
            this.labels = options.labels();
            this.parameters = new TreeMap<>(options.parameters());
            this.defaultSchema = options.defaultSchema();
            this.liquibaseSchema = options.liquibaseSchema();
            this.historyTable = options.historyTable();
            this.lockTable = options.lockTable();
            this.tag = options.tag();
            this.upToTag = options.upToTag();
            this.atMost = options.atMost();
        }

        /**
         * The path of the root changelog within the {@link Changelog}.
         *
         * @throws IllegalArgumentException if it is empty or absolute
         */
        public Builder changelogFile(String path) {
            this.changelogFile = checkPath(path);
            return this;
        }

        /** The contexts to run in; without any, every change set runs, as in Liquibase. Replaces earlier ones. */
        public Builder contexts(String... contexts) {
            this.contexts = List.of(contexts);
            return this;
        }

        /** Liquibase's label filter: an expression such as {@code v1 and !test}. */
        public Builder labels(String labelFilter) {
            this.labels = requireNonNull(labelFilter, "labelFilter");
            return this;
        }

        /**
         * A parameter, written <code>${name}</code> in changelogs.
         *
         * @throws IllegalArgumentException if the name is empty
         */
        public Builder parameter(String name, String value) {
            return put(name, new Parameter(Secret.of(value), false));
        }

        /**
         * A parameter whose value is a secret: it never comes out of the engine again.
         *
         * @throws IllegalArgumentException if the name is empty, or the value holds {@code '}, {@code \} or a line break:
         *     it would end the SQL literal that it stands in
         */
        public Builder parameter(String name, Secret value) {
            String revealed = value.reveal();
            if (revealed.chars().anyMatch(c -> c == '\'' || c == '\\' || c == '\n' || c == '\r')) {
                throw new IllegalArgumentException(
                        "The secret parameter '" + name
                                + "' holds a quote, backslash or line break, which would end an SQL literal: choose another value");
            }
            return put(name, new Parameter(value, true));
        }

        /** The schema for objects that name none; the connection's own unless set. */
        public Builder defaultSchema(String schema) {
            this.defaultSchema = requireNonNull(schema, "schema");
            return this;
        }

        /** The schema of Liquibase's own tables; the default schema unless set. */
        public Builder liquibaseSchema(String schema) {
            this.liquibaseSchema = requireNonNull(schema, "schema");
            return this;
        }

        /** The name of the history table; {@code DATABASECHANGELOG} unless set. */
        public Builder historyTable(String table) {
            this.historyTable = requireNonNull(table, "table");
            return this;
        }

        /** The name of the lock table; {@code DATABASECHANGELOGLOCK} unless set. */
        public Builder lockTable(String table) {
            this.lockTable = requireNonNull(table, "table");
            return this;
        }

        /** A tag to set after each successful run that applied something. */
        public Builder tagAfterMigrate(String tag) {
            this.tag = requireNonNull(tag, "tag");
            return this;
        }

        /**
         * Ends every run after the change set that sets this tag, as {@code liquibase update-to-tag} does. What comes
         * after it is {@code SKIPPED} in plans, and is not executed. A tag that neither the changelog nor an applied change
         * set of it has is a problem.
         */
        public Builder upToTag(String tag) {
            this.upToTag = requireNonNull(tag, "tag");
            return this;
        }

        /**
         * Ends every run after a number of pending change sets, as {@code liquibase update-count} does. What comes after
         * them is {@code SKIPPED} in plans, and is not executed.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder atMost(int count) {
            if (count <= 0) {
                throw new IllegalArgumentException("count is not positive: " + count);
            }
            this.atMost = count;
            return this;
        }

        /** The engine. */
        public LiquibaseEngine build() {
            return new LiquibaseEngine(new LiquibaseOptions(
                    changelogFile,
                    contexts,
                    labels,
                    new TreeMap<>(parameters),
                    defaultSchema,
                    liquibaseSchema,
                    historyTable,
                    lockTable,
                    tag,
                    upToTag,
                    atMost));
        }

        private Builder put(String name, Parameter parameter) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("A parameter needs a name");
            }
            parameters.put(name, parameter);
            return this;
        }

        private static String checkPath(String path) {
            if (path.isBlank() || path.startsWith("/") || path.indexOf('\\') >= 0) {
                throw new IllegalArgumentException("The changelog file '" + path
                        + "' is not a path relative to the root of the changelog, such as 'db/changelog.xml'");
            }
            return path;
        }
    }
}
