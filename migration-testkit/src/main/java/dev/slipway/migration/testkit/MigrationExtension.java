package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationReport;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each test of JUnit Jupiter a freshly migrated database of its own:
 *
 * <pre>{@code
 * class PersonsTest {
 *     @RegisterExtension
 *     static final MigrationExtension schema =
 *             MigrationExtension.postgres(new FlywayEngine(), ChangelogSource.classpath("db/migration"));
 *
 *     @Test
 *     void emailsAreUnique(DataSource database) { … }
 * }
 * }</pre>
 *
 * <p>Parameters of test methods, life-cycle methods and constructors that are resolved: {@link DataSource}, {@link
 * Connection} (one for each test, closed after it), {@link TestDatabase}, {@link MigrationReport}, and {@link String}
 * with {@link JdbcUrl}. All parameters of a test mean the same database. A test that has none of them gets no database.
 *
 * <p>The changelog is applied once; each database is a copy of the result. Test classes whose changelog, engine and
 * server are equal share it, and the server that was started for it. An engine without a fingerprint (see {@link
 * dev.slipway.migration.EngineId}) shares with nobody but the same instance of this class.
 *
 * <p>Configuration parameters, from {@code junit-platform.properties} or system properties: {@code
 * slipway.testkit.keep-failed} ({@code true} is {@link #keepFailed}) and {@code slipway.testkit.cache-directory} ({@link
 * TestDatabases.Builder#cacheDirectory}, unless that is set).
 *
 * <p>Immutable, safe for tests that run in parallel. {@link MigratedDatabase} registers it by an annotation.
 */
public final class MigrationExtension implements ParameterResolver, AfterEachCallback {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationExtension.class);
    private static final Namespace STORE = Namespace.create(MigrationExtension.class);
    private static final String KEEP_FAILED = "slipway.testkit.keep-failed";
    private static final String CACHE_DIRECTORY = "slipway.testkit.cache-directory";
    private static final Set<Class<?>> OF_A_DATABASE = Set.of(DataSource.class, Connection.class, TestDatabase.class);

    private final FixtureOptions options;
    private final Fetched fetched;
    private final DatabaseScope scope;
    private final boolean keepFailed;

    private MigrationExtension(FixtureOptions options, Fetched fetched, DatabaseScope scope, boolean keepFailed) {
        this.options = options;
        this.fetched = fetched;
        this.scope = scope;
        this.keepFailed = keepFailed;
    }

    /**
     * A fresh database for each test, on an embedded PostgreSQL.
     *
     * @param engine applies the changelog
     * @param source where the changelog comes from; fetched once
     * @return the extension, for a field with {@code @RegisterExtension}
     */
    public static MigrationExtension postgres(MigrationEngine engine, ChangelogSource source) {
        return of(TestDatabases.builder(engine, source));
    }

    /**
     * A fresh database for each test, as a builder says.
     *
     * @param databases what to make; later changes of the builder have no effect
     * @return the extension, for a field with {@code @RegisterExtension}
     */
    public static MigrationExtension of(TestDatabases.Builder databases) {
        FixtureOptions options = databases.options();
        var fetched = new Fetched(options.engine(), options.source());
        return new MigrationExtension(options, fetched, DatabaseScope.TEST, false);
    }

    /** The same with one database for each top-level test class and the classes nested in it. */
    public MigrationExtension perClass() {
        return new MigrationExtension(options, fetched, DatabaseScope.CLASS, keepFailed);
    }

    /** The same with one database for all test classes that share the changelog's result, as told above. */
    public MigrationExtension shared() {
        return new MigrationExtension(options, fetched, DatabaseScope.SHARED, keepFailed);
    }

    /**
     * The same, but the database of a test that fails is kept, and the failure says how to connect to it, as a
     * suppressed exception. See {@link TestDatabase#keep}.
     */
    public MigrationExtension keepFailed() {
        return new MigrationExtension(options, fetched, scope, true);
    }

    /** For JUnit. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return OF_A_DATABASE.contains(type) || type == MigrationReport.class || isUrl(parameter.getParameter());
    }

    /** For JUnit. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (type == MigrationReport.class) {
            return lease(context).databases().report();
        }
        TestDatabase database = database(context, parameter);
        if (type == DataSource.class) {
            return database.dataSource();
        }
        if (type == Connection.class) {
            return connection(context, database);
        }
        return type == TestDatabase.class ? database : database.jdbcUrl();
    }

    /** For JUnit: a constructor's parameters belong to its test. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** For JUnit: keeps the database of a test that failed. */
    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException()
                .filter(failure -> keepsFailed(context))
                .ifPresent(failure -> keep(context, failure));
    }

    private static boolean isUrl(Parameter parameter) {
        return parameter.getType() == String.class && parameter.isAnnotationPresent(JdbcUrl.class);
    }

    private boolean keepsFailed(ExtensionContext context) {
        return keepFailed
                || context.getConfigurationParameter(KEEP_FAILED)
                        .map(Boolean::parseBoolean)
                        .orElse(false);
    }

    private void keep(ExtensionContext context, Throwable failure) {
        var lease = DatabaseScope.CLASS.owner(context).getStore(STORE).get(key("lease"), OpenFixtures.Lease.class);
        if (lease == null) {
            return;
        }
        var database = scope.owner(context).getStore(STORE).get(databaseKey(lease.databases()), TestDatabase.class);
        if (database != null) {
            String advice = "The database of this test is kept: " + database.keep();
            LOG.warn("{}: {}", context.getDisplayName(), advice);
            failure.addSuppressed(new KeptDatabaseException(advice));
        }
    }

    private TestDatabase database(ExtensionContext context, ParameterContext parameter) {
        if (scope == DatabaseScope.TEST && context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException("There is no test yet for which '"
                    + parameter.getDeclaringExecutable().getName()
                    + "' could be given a fresh database: take it in the test or in @BeforeEach, or give the extension"
                    + " perClass()");
        }
        var lease = lease(context);
        if (scope == DatabaseScope.SHARED) {
            lease.share();
        }
        TestDatabases databases = lease.databases();
        return requireNonNull(scope.owner(context)
                .getStore(STORE)
                .getOrComputeIfAbsent(databaseKey(databases), absent -> databases.create(), TestDatabase.class));
    }

    /** Closed before the database is dropped: what is added to a store later is closed earlier. */
    private Connection connection(ExtensionContext context, TestDatabase database) {
        return requireNonNull(context.getStore(STORE)
                        .getOrComputeIfAbsent(
                                key(context.getUniqueId()),
                                absent -> OpenConnection.to(database.dataSource()),
                                OpenConnection.class))
                .connection();
    }

    /** Opened by the first test of a class, let go of after the last. */
    private OpenFixtures.Lease lease(ExtensionContext context) {
        OpenFixtures open = requireNonNull(context.getRoot()
                .getStore(STORE)
                .getOrComputeIfAbsent(OpenFixtures.class, absent -> new OpenFixtures(), OpenFixtures.class));
        FixtureOptions configured = configured(context);
        return requireNonNull(DatabaseScope.CLASS
                .owner(context)
                .getStore(STORE)
                .getOrComputeIfAbsent(
                        key("lease"), absent -> open.lease(configured, fetched), OpenFixtures.Lease.class));
    }

    private FixtureOptions configured(ExtensionContext context) {
        return options.cacheDirectory().isPresent()
                ? options
                : context.getConfigurationParameter(CACHE_DIRECTORY)
                        .map(directory ->
                                options.withCacheDirectory(Path.of(directory).toAbsolutePath()))
                        .orElse(options);
    }

    /** A shared database belongs to the fixture, others to this extension. */
    private Key databaseKey(TestDatabases databases) {
        return scope == DatabaseScope.SHARED ? new Key(databases, "database") : key("database");
    }

    private Key key(String what) {
        return new Key(this, what);
    }

    /** Distinguishes several extensions of a test class, by identity. */
    private record Key(Object whose, String what) {}

    /** A test's connection, in its store. */
    private record OpenConnection(Connection connection) implements AutoCloseable {
        static OpenConnection to(DataSource database) {
            return new OpenConnection(dev.slipway.migration.DataSources.connect(database));
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
