package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.MigrationReport;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test classes as users write them. On H2, since what they show does not depend on the database. */
final class ExtensionCases {
    /** URLs of the databases that tests were given. */
    static final List<String> SEEN = new CopyOnWriteArrayList<>();

    static final ScriptEngine EQUAL = ScriptEngine.withFingerprint("equal");
    static final ScriptEngine OPAQUE = ScriptEngine.withoutFingerprint();
    static final ScriptEngine BROKEN = ScriptEngine.withFingerprint("broken");
    static final ScriptEngine SIDE_BY_SIDE = ScriptEngine.withFingerprint("side by side");

    static List<Connection> connections = List.of();

    private ExtensionCases() {}

    private static MigrationExtension h2(ScriptEngine engine, String name) {
        return MigrationExtension.of(TestDatabases.builder(engine, ships(name)).server(TestServer.h2()));
    }

    private static MigrationExtension h2(String name) {
        return h2(ScriptEngine.withFingerprint(name), name);
    }

    /** Sees a database that nobody has changed, and changes it. */
    private static void use(TestDatabase database) throws SQLException {
        assertThat(ships(database.dataSource())).isEqualTo(1);
        addShip(database.dataSource(), 2);
        SEEN.add(database.jdbcUrl());
    }

    static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** How many tables there are now: the URL makes a database where there is none. */
    static int tablesAt(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var count = statement.executeQuery(
                        "select count(*) from information_schema.tables where table_name = 'SHIP'")) {
            count.next();
            int tables = count.getInt(1);
            statement.execute("shutdown");
            return tables;
        }
    }

    static class EachTest {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("each");

        @RepeatedTest(3)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class AllParameters {
        @RegisterExtension
        final MigrationExtension schema = h2("all");

        @BeforeEach
        void prepare(DataSource database, Connection connection) throws SQLException {
            addShip(database, 2);
            connections = List.of(connection);
        }

        @Test
        void sees(
                TestDatabase database,
                DataSource dataSource,
                Connection connection,
                @JdbcUrl String url,
                MigrationReport report)
                throws SQLException {
            assertThat(ships(dataSource)).isEqualTo(2);
            assertThat(database.dataSource()).isSameAs(dataSource);
            assertThat(connections).containsExactly(connection);
            assertThat(report.applied()).hasSize(2);
            try (var other = DriverManager.getConnection(url);
                    var statement = other.createStatement()) {
                statement.execute("delete from ship");
            }
            assertThat(ships(dataSource)).isZero();
            connections = List.of(connection, connection);
        }
    }

    static class ByConstructor {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("constructor");

        private final DataSource given;

        ByConstructor(DataSource given) {
            this.given = given;
        }

        @RepeatedTest(2)
        void aTest(TestDatabase database) throws SQLException {
            assertThat(database.dataSource()).isSameAs(given);
            use(database);
        }
    }

    static class Outer {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("outer");

        @Test
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }

        @Nested
        class Inner {
            @Test
            void aTest(TestDatabase database) throws SQLException {
                use(database);
            }

            @Nested
            class Innermost {
                @Test
                void aTest(TestDatabase database) throws SQLException {
                    use(database);
                }
            }
        }
    }

    static class Parameterised {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("parameterised");

        @ParameterizedTest
        @ValueSource(ints = {2, 3, 4})
        void aTest(int id, TestDatabase database) throws SQLException {
            use(database);
            assertThat(id).isBetween(2, 4);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {
        @RegisterExtension
        final MigrationExtension schema = h2("instance");

        @BeforeAll
        void seesTheReport(MigrationReport report) {
            assertThat(report.applied()).hasSize(2);
        }

        @RepeatedTest(2)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class SideBySide {
        @RegisterExtension
        static final MigrationExtension SCHEMA =
                MigrationExtension.of(TestDatabases.builder(SIDE_BY_SIDE, ships("side"))
                        .server(TestServer.h2())
                        .ahead(2));

        @RepeatedTest(12)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class SideBySideToo extends SideBySide {}

    static class SideBySideOnPostgres {
        @RegisterExtension
        static final MigrationExtension SCHEMA =
                MigrationExtension.of(TestDatabases.builder(SIDE_BY_SIDE, ships("side by side"))
                        .cacheDirectory(TestCache.DIRECTORY)
                        .ahead(3));

        @RepeatedTest(12)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class SideBySideOnPostgresToo extends SideBySideOnPostgres {}

    static class OneForTheClass {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("class").perClass();

        @BeforeAll
        static void before(TestDatabase database) throws SQLException {
            use(database);
        }

        @Test
        void aTest(TestDatabase database) throws SQLException {
            assertThat(ships(database.dataSource())).isEqualTo(2);
            SEEN.add(database.jdbcUrl());
        }

        @Nested
        class Inner {
            @RepeatedTest(2)
            void aTest(TestDatabase database, Connection connection) throws SQLException {
                assertThat(ships(database.dataSource())).isEqualTo(2);
                SEEN.add(database.jdbcUrl());
                // The database is still open: what closed the connection of the test before was the end of that test.
                assertThat(connections).allMatch(ExtensionCases::isClosed);
                connections = List.of(connection);
            }
        }
    }

    static class Shared {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("shared").shared();

        @Test
        void aTest(TestDatabase database) throws SQLException {
            assertThat(ships(database.dataSource())).isPositive();
            SEEN.add(database.jdbcUrl());
        }
    }

    static class SharedToo {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("shared").shared();

        @Test
        void aTest(TestDatabase database) throws SQLException {
            assertThat(ships(database.dataSource())).isPositive();
            SEEN.add(database.jdbcUrl());
        }
    }

    static final class Supplied implements Supplier<MigrationExtension> {
        static final ScriptEngine ENGINE = ScriptEngine.withoutFingerprint();

        @Override
        public MigrationExtension get() {
            return h2(ENGINE, "supplied");
        }
    }

    @MigratedDatabase(Supplied.class)
    static class Annotated {
        @Test
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }

        @Nested
        class Inner {
            @Test
            void aTest(TestDatabase database) throws SQLException {
                use(database);
            }
        }
    }

    @MigratedDatabase(Supplied.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface Ours {}

    @Ours
    static class AnnotatedByAnother {
        @RepeatedTest(2)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class EqualOne {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2(EQUAL, "equal");

        @Test
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class EqualTwo {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2(EQUAL, "equal");

        @Test
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class OpaqueOne {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2(OPAQUE, "opaque");

        @RepeatedTest(2)
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class OpaqueTwo {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2(OPAQUE, "opaque");

        @Test
        void aTest(TestDatabase database) throws SQLException {
            use(database);
        }
    }

    static class TooEarly {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("early");

        @BeforeAll
        static void before(DataSource database) {}

        @Test
        void aTest() {}
    }

    static class Broken {
        @RegisterExtension
        static final MigrationExtension SCHEMA =
                MigrationExtension.of(TestDatabases.builder(BROKEN, SampleChangelogs.of("broken", "create nonsense"))
                        .server(TestServer.h2()));

        @RepeatedTest(2)
        void aTest(DataSource database) {}
    }

    static class Failing {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("failing").keepFailed();

        @Test
        void fails(DataSource database) {
            throw new IllegalStateException("on purpose");
        }
    }

    static class FailingUnkept {
        @RegisterExtension
        static final MigrationExtension SCHEMA = h2("failing");

        @Test
        void fails(DataSource database) {
            throw new IllegalStateException("on purpose");
        }
    }
}
