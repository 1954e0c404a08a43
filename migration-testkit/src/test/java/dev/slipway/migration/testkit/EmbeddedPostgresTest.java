package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.query;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationIncompleteException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class EmbeddedPostgresTest {
    /** Of no earlier run of these tests. */
    private final ScriptEngine engine =
            ScriptEngine.withFingerprint(UUID.randomUUID().toString());

    @Test
    void theNextRunFindsWhatTheFirstMigrated() throws Exception {
        try (var first = databases(engine, ships("next"));
                var database = first.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
        }
        try (var second = databases(engine, ships("next"));
                var one = second.create();
                var other = second.create()) {
            assertThat(engine.runs).hasValue(1);
            assertThat(second.report().applied()).hasSize(2);
            assertThat(second.report().after().pending()).isEmpty();
            addShip(one.dataSource(), 2);
            assertThat(ships(one.dataSource())).isEqualTo(2);
            assertThat(ships(other.dataSource())).isEqualTo(1);
        }
    }

    @Test
    void anotherChangelogMayCreateTheSameRolesAndGrantOnItsDatabase() throws Exception {
        String sql = "create role sailor login; grant connect on database harbour to sailor;"
                + " revoke connect on database harbour from public; alter database harbour set work_mem = '5MB';"
                + " alter role sailor in database harbour set search_path = \"$user\", public, pg_temp";
        for (String name : List.of("one", "other")) {
            try (var databases = builder(engine, SampleChangelogs.of(name, sql))
                            .migratedAs("harbour")
                            .open();
                    var first = databases.create();
                    var second = databases.create()) {
                for (TestDatabase database : List.of(first, second)) {
                    String url = database.jdbcUrl().replace("user=postgres", "user=sailor");
                    try (var sailor = DriverManager.getConnection(url);
                            var statement = sailor.createStatement();
                            var row = statement.executeQuery("select current_setting('work_mem'),"
                                    + " current_setting('search_path'), has_database_privilege('public',"
                                    + " current_database(), 'connect')")) {
                        row.next();
                        assertThat(row.getString(1)).isEqualTo("5MB");
                        assertThat(row.getString(2)).isEqualTo("\"$user\", public, pg_temp");
                        assertThat(row.getBoolean(3)).isFalse();
                    }
                }
            }
        }
        assertThat(engine.runs).hasValue(2);
    }

    @Test
    void copiesHaveTheOwnerThatTheChangelogGaveItsDatabase() throws Exception {
        String sql = "create role captain; alter database harbour owner to captain;"
                + " grant connect on database harbour to postgres; revoke temp on database harbour from public";
        try (var databases = builder(engine, SampleChangelogs.of("owner", sql))
                        .migratedAs("harbour")
                        .open();
                var database = databases.create()) {
            String properties =
                    "select pg_get_userbyid(datdba) || (select string_agg(' ' || acl, '' order by acl::text)"
                            + " from unnest(datacl) acl) from pg_database where datname = ";
            assertThat(query(database.dataSource(), properties + "current_database()"))
                    .isEqualTo(query(database.dataSource(), properties + "'harbour'"))
                    .singleElement()
                    .asString()
                    .startsWith("captain ");
        }
    }

    /** Such as would keep the administrator from making the copy. */
    @Test
    void settingsOfTheDatabaseAreTheCopysAndNotTheAdministrators() throws Exception {
        String sql = "create role cook; alter database harbour set default_transaction_read_only = on;"
                + " alter database harbour set role = cook; alter database harbour set my.text = 'it''s \\ so, \"x\"';"
                + " alter database harbour set search_path = 'a \"b', \"$user\", c; alter role cook in database harbour"
                + " set search_path = ''";
        try (var databases = builder(engine, SampleChangelogs.of("settings", sql))
                        .migratedAs("harbour")
                        .open();
                var first = databases.create();
                var second = databases.create()) {
            String settings =
                    "select setrole || array_to_string(setconfig, ' | ') from pg_db_role_setting join pg_database"
                            + " on pg_database.oid = setdatabase where datname = ";
            for (TestDatabase database : List.of(first, second)) {
                assertThat(query(database.dataSource(), settings + "current_database() order by 1"))
                        .isEqualTo(query(database.dataSource(), settings + "'harbour' order by 1"))
                        .hasSize(2)
                        .first()
                        .asString()
                        .contains("it's \\ so, \"x\"", "role=cook");
            }
        }
    }

    @Test
    void theDatabaseMayBeCalledByAWordOfSqlWhileItIsMigrated() throws Exception {
        try (var databases = builder(engine, ships("word")).migratedAs("order").open();
                var database = databases.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
        }
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void rolesOfTheChangelogAreThereForTheHundredthDatabaseOfTheSecondRun() throws Exception {
        var source = SampleChangelogs.of(
                "roles", "create role stoker login; create table ship (id int); grant select on ship to stoker");
        for (int run = 0; run < 2; run++) {
            try (var databases = builder(engine, source).ahead(2).open()) {
                for (int i = 0; i < 100; i++) {
                    try (var database = databases.create();
                            var stoker = DriverManager.getConnection(
                                    database.jdbcUrl().replace("user=postgres", "user=stoker"));
                            var statement = stoker.createStatement()) {
                        assertThat(statement.execute("select * from ship")).isTrue();
                    }
                }
            }
        }
        assertThat(engine.runs).hasValue(1);
    }

    @Test
    void anEngineWithoutFingerprintMigratesForEachFixture() {
        var opaque = ScriptEngine.withoutFingerprint();
        for (int i = 0; i < 2; i++) {
            try (var databases = databases(opaque, ships("opaque"))) {
                assertThat(databases.report().applied()).hasSize(2);
            }
        }
        assertThat(opaque.runs).hasValue(2);
    }

    @Test
    void nothingIsLeftOfAFixtureThatWasClosed() throws Exception {
        String url;
        try (var databases = builder(engine, ships("left")).ahead(2).open()) {
            url = databases.create().jdbcUrl();
            assertThat(runs()).isNotEmpty();
        }
        assertThat(runs()).isEmpty();
        assertThatThrownBy(() -> DriverManager.getConnection(url)).isInstanceOf(SQLException.class);
    }

    @Test
    void nothingIsLeftOfAMigrationThatFailed() throws Exception {
        try (var databases = databases(engine, SampleChangelogs.of("broken", "create nonsense"))) {
            assertThatThrownBy(databases::create).isInstanceOf(MigrationIncompleteException.class);
        }
        assertThat(runs()).isEmpty();
    }

    @Test
    void aKeptDatabaseOutlivesItsFixtureAndSaysHowToConnect() throws Exception {
        String advice;
        String url;
        try (var databases = databases(engine, ships("kept"))) {
            TestDatabase database = databases.create();
            url = database.jdbcUrl();
            advice = database.keep();
            database.close();
        }
        assertThat(advice).contains(url).containsPattern("kill -INT \\d+$");
        try (var still = DriverManager.getConnection(url)) {
            assertThat(still.isValid(10)).isTrue();
        } finally {
            long pid = Long.parseLong(advice.substring(advice.lastIndexOf(' ') + 1));
            ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
            server.destroy();
            server.onExit().join();
            for (Path run : runs()) {
                Trees.delete(run);
                Files.deleteIfExists(Path.of(run + ".lock"));
            }
        }
    }

    @Test
    void aCopyIsMadeAlthoughSomebodyIsConnectedToOthersWhichEndsWithThem() throws Exception {
        try (var databases = databases(engine, ships("connected"));
                var one = databases.create();
                var held = one.dataSource().getConnection();
                var other = databases.create()) {
            assertThat(ships(other.dataSource())).isEqualTo(1);
            assertThat(held.isValid(10)).isTrue();
            assertThat(query(other.dataSource(), "select current_database()")).containsExactly("test_2");
            one.close();
            await().until(() -> !held.isValid(10));
        }
    }

    private static TestDatabases databases(ScriptEngine engine, ChangelogSource source) {
        return builder(engine, source).open();
    }

    private static TestDatabases.Builder builder(ScriptEngine engine, ChangelogSource source) {
        return TestDatabases.builder(engine, source).cacheDirectory(TestCache.DIRECTORY);
    }

    /** Directories of running servers of this JVM. */
    private static List<Path> runs() throws IOException {
        try (Stream<Path> entries = Files.list(TestCache.DIRECTORY.resolve("run"))) {
            return entries.filter(Files::isDirectory)
                    .filter(entry -> entry.getFileName()
                            .toString()
                            .startsWith(ProcessHandle.current().pid() + "-"))
                    .toList();
        }
    }
}
