package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationReport;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes freshly migrated databases for tests of any framework, or none; with JUnit, {@link MigrationExtension} does it
 * for you. Safe for use by many threads.
 *
 * <pre>{@code
 * try (var databases = TestDatabases.postgres(new FlywayEngine(), ChangelogSource.classpath("db/migration"));
 *         var database = databases.create()) {
 *     … database.dataSource() …
 * }
 * }</pre>
 *
 * <p>The changelog is fetched and applied once, when the first database is asked for; each database is a copy of the
 * result. Keep one instance for as many tests as can share it, and close it after the last.
 */
public final class TestDatabases implements AutoCloseable {
    private final FixtureOptions options;
    private final Fetched fetched;
    private @Nullable RunningServer server;
    private @Nullable CopySupply supply;
    private boolean closed;

    TestDatabases(FixtureOptions options, Fetched fetched) {
        this.options = options;
        this.fetched = fetched;
    }

    /**
     * Databases on an embedded PostgreSQL.
     *
     * @param engine applies the changelog
     * @param source where the changelog comes from
     * @return what makes them, to be closed by the caller
     */
    public static TestDatabases postgres(MigrationEngine engine, ChangelogSource source) {
        return builder(engine, source).open();
    }

    /**
     * Begins with databases on an embedded PostgreSQL, made when they are asked for.
     *
     * @param engine applies the changelog
     * @param source where the changelog comes from
     * @return a builder
     */
    public static Builder builder(MigrationEngine engine, ChangelogSource source) {
        return new Builder(FixtureOptions.of(requireNonNull(engine, "engine"), requireNonNull(source, "source")));
    }

    /**
     * Makes a database. The first call fetches and applies the changelog, unless an earlier run has left the result.
     *
     * @return a migrated database that nobody had before, to be closed by the caller
     * @throws dev.slipway.migration.MigrationException if the changelog cannot be fetched or applied, or the server
     *     cannot be started or does not answer
     * @throws IllegalStateException if this was closed
     */
    public TestDatabase create() {
        CopySupply from;
        RunningServer on;
        synchronized (this) {
            from = supply();
            on = requireNonNull(server);
        }
        return new TestDatabase(from, from.take(), on.report());
    }

    /**
     * What the migration did that all databases are copies of; of an earlier run, if that left the result.
     *
     * @return its report
     * @throws dev.slipway.migration.MigrationException as {@link #create}
     */
    public synchronized MigrationReport report() {
        supply();
        return requireNonNull(server).report();
    }

    /** Drops what is left, and stops the server if it was started for this. Does nothing the second time. */
    @Override
    public synchronized void close() {
        closed = true;
        if (supply != null) {
            supply.close();
            supply = null;
        }
    }

    /** Starts what the first database needs, and has as many made ahead as the most demanding user asks for. */
    synchronized void open(int ahead) {
        supply().replenish(ahead);
    }

    private CopySupply supply() {
        if (closed) {
            throw new IllegalStateException("These databases were closed");
        }
        if (supply == null) {
            server = options.server().start(options.recipe(fetched));
            supply = new CopySupply(server);
            supply.replenish(options.ahead());
        }
        return supply;
    }

    /** Builds {@link TestDatabases}. Not thread-safe. */
    public static final class Builder {
        private FixtureOptions options;

        private Builder(FixtureOptions options) {
            this.options = options;
        }

        /** Where the databases are made; an embedded PostgreSQL unless set. */
        public Builder server(TestServer server) {
            options = options.withServer(requireNonNull(server, "server"));
            return this;
        }

        /**
         * How many databases to make ahead in the background, so that tests do not wait for theirs; none unless set.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder ahead(int databases) {
            if (databases < 0) {
                throw new IllegalArgumentException("ahead is negative: " + databases);
            }
            options = options.withAhead(databases);
            return this;
        }

        /** Where embedded servers keep what outlives the JVM; {@code .cache/slipway} in the user's home unless set. */
        public Builder cacheDirectory(Path directory) {
            options = options.withCacheDirectory(directory.toAbsolutePath());
            return this;
        }

        /**
         * What the database is called while the changelog is applied, for changelogs that name it; the fixture's choice
         * unless set. Copies have other names.
         *
         * @throws IllegalArgumentException if it is not made of at most 40 lower-case letters, digits and {@code _},
         *     beginning with a letter
         */
        public Builder migratedAs(String databaseName) {
            if (!databaseName.matches("[a-z][a-z0-9_]{0,39}")) {
                throw new IllegalArgumentException("Not a plain name of a database: '" + databaseName + "'");
            }
            options = options.withDatabaseName(databaseName);
            return this;
        }

        /**
         * What to do on the server each time before the changelog is applied, such as creating extensions' roles or
         * dropping those that the changelog will create; nothing unless set. It does not enter into the question
         * whether the result of an earlier run may be used.
         *
         * @param preparation given an administrator's connections to the server
         */
        public Builder prepare(Consumer<DataSource> preparation) {
            options = options.withPrepare(requireNonNull(preparation, "preparation"));
            return this;
        }

        /** The databases. Nothing is started yet. */
        public TestDatabases open() {
            return new TestDatabases(options, new Fetched(options.engine(), options.source()));
        }

        FixtureOptions options() {
            return options;
        }
    }
}
