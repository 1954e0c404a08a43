package dev.slipway.migration.liquibase;

import dev.slipway.migration.DataSources;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Redactor;
import java.io.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.RuntimeEnvironment;
import liquibase.Scope;
import liquibase.changelog.ChangeLogHistoryService;
import liquibase.changelog.ChangeLogHistoryServiceFactory;
import liquibase.changelog.FastCheckService;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.core.DatabaseUtils;
import liquibase.database.jvm.JdbcConnection;
import liquibase.executor.Executor;
import liquibase.executor.ExecutorService;
import liquibase.executor.LoggingExecutor;
import liquibase.lockservice.LockServiceFactory;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.jspecify.annotations.Nullable;

/**
 * One connection and what Liquibase keeps about it. Work is done by {@link #run}, under the {@link JvmLock}, within a scope
 * of our own and with the singletons reset before and after, so that neither what the caller did with Liquibase shows here
 * nor what is done here shows there. Belongs to one run.
 */
final class Session implements AutoCloseable {
    /** Work with Liquibase, which throws checked exceptions of many kinds. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    private final LiquibaseOptions options;
    private final ResourceAccessor resources;
    private final Redactor redactor;
    private final Connection connection;
    private final ConnectionState before;
    private final String deploymentId;
    private final long begun;
    private @Nullable Database database;

    private Session(LiquibaseOptions options, ResourceAccessor resources, Connection connection, long begun)
            throws SQLException {
        this.options = options;
        this.resources = resources;
        this.redactor = options.redactor();
        this.connection = connection;
        this.begun = begun;
        this.before = ConnectionState.of(connection);
        // Ten digits of the time, as Liquibase makes them.
        String now = String.valueOf(System.currentTimeMillis());
        this.deploymentId = now.substring(now.length() - 10);
    }

    /** Connects; outside of any scope of ours, since threads that a pool or driver starts inherit it. */
    static Session open(LiquibaseOptions options, ResourceAccessor resources, DataSource source) {
        long begun = System.nanoTime();
        Connection connection = DataSources.connect(source);
        try {
            return new Session(options, resources, connection, begun);
        } catch (SQLException failure) {
            try {
                connection.close();
            } catch (SQLException closing) {
                failure.addSuppressed(closing);
            }
            throw DataSources.classify(failure);
        }
    }

    /** Does work; what it throws comes out as one of ours, or as what a listener threw. */
    <T> T run(Work<T> work) {
        try {
            Scope.ScopedRunnerWithReturn<T> inner = work::run;
            Scope.ScopedRunnerWithReturn<T> outer = () -> {
                reset();
                try {
                    Map<String, Object> values = Map.of(Scope.Attr.database.name(), database());
                    return Scope.child(values, inner);
                } finally {
                    reset();
                }
            };
            return Scope.child(scopeValues(), outer);
        } catch (Exception failure) {
            ListenerFailure listener = Failures.find(failure, ListenerFailure.class);
            if (listener != null) {
                throw listener.unwrap();
            }
            MigrationException ours = Failures.ours(failure);
            if (ours != null) {
                throw redactor.redact(ours);
            }
            String message = redactor.mask(
                    "Liquibase failed on " + options.changelogFile() + ": " + Failures.summary(failure, redactor));
            throw Failures.isLostConnection(failure)
                    ? new DatabaseUnavailableException(message, Failures.cause(failure, redactor))
                    : new MigrationException(message, Failures.cause(failure, redactor));
        }
    }

    private Map<String, Object> scopeValues() {
        var quiet = new LoggerUIService();
        quiet.setStandardLogLevel(Level.FINE);
        quiet.setErrorLogLevel(Level.WARNING);
        Map<String, Object> values = new HashMap<>();
        values.put(Scope.Attr.logService.name(), new QuietLogs(redactor));
        values.put(Scope.Attr.ui.name(), quiet);
        values.put(Scope.Attr.resourceAccessor.name(), resources);
        values.put("deploymentId", deploymentId);
        return values;
    }

    /** What Liquibase itself does after an update, and its fast check, which knows a changelog by its path only. */
    private static void reset() {
        Scope scope = Scope.getCurrentScope();
        scope.getSingleton(FastCheckService.class).clearCache();
        scope.getSingleton(ChangeLogHistoryServiceFactory.class).resetAll();
        LockServiceFactory.getInstance().resetAll();
    }

    private Database database() throws Exception {
        if (database == null) {
            Database found = DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new Own(connection));
            if (options.defaultSchema() != null) {
                found.setDefaultSchemaName(options.defaultSchema());
            }
            if (options.liquibaseSchema() != null) {
                found.setLiquibaseSchemaName(options.liquibaseSchema());
            }
            if (options.historyTable() != null) {
                found.setDatabaseChangeLogTableName(options.historyTable());
            }
            if (options.lockTable() != null) {
                found.setDatabaseChangeLogLockTableName(options.lockTable());
            }
            DatabaseUtils.initializeDatabase(null, options.defaultSchema(), found);
            found.commit();
            database = found;
        }
        return database;
    }

    /** The database of the current scope. */
    static Database current() {
        return Scope.getCurrentScope().getDatabase();
    }

    /** The history of the current scope's database, as it is read next. */
    static ChangeLogHistoryService history() {
        return Scope.getCurrentScope()
                .getSingleton(ChangeLogHistoryServiceFactory.class)
                .getChangeLogService(current());
    }

    /** Does work while everything that Liquibase would write goes to {@code output} or, without one, nowhere. */
    static <T> T withoutWriting(@Nullable Writer output, Work<T> work) throws Exception {
        Database database = current();
        ExecutorService executors = Scope.getCurrentScope().getSingleton(ExecutorService.class);
        Executor real = executors.getExecutor("jdbc", database);
        executors.setExecutor(
                "jdbc",
                database,
                output == null ? new DiscardingExecutor(real, database) : new LoggingExecutor(real, output, database));
        history().reset();
        try {
            return work.run();
        } finally {
            executors.setExecutor("jdbc", database, real);
            history().reset();
            database.rollback();
        }
    }

    RuntimeEnvironment environment() {
        return new RuntimeEnvironment(current(), contexts(), labels());
    }

    Contexts contexts() {
        return new Contexts(options.contexts());
    }

    LabelExpression labels() {
        return new LabelExpression(options.labels());
    }

    Redactor redactor() {
        return redactor;
    }

    LiquibaseOptions options() {
        return options;
    }

    Connection connection() {
        return connection;
    }

    /** The server's session that served the connection when it was opened, if that is known. */
    @Nullable
    String begunIn() {
        return before.session();
    }

    /** When this run began to connect, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** Gives the connection back as it was. */
    @Override
    public void close() {
        if (database != null) {
            Database done = database;
            Scope.getCurrentScope().getSingleton(ExecutorService.class).clearExecutor("jdbc", done);
        }
        before.restoreAndClose(connection);
    }

    /** Equal to no other connection: Liquibase keeps state by connection, and calls two equal whose URLs are. */
    private static final class Own extends JdbcConnection {
        Own(Connection connection) {
            super(connection);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
