package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.execute;
import static dev.slipway.migration.testkit.SampleChangelogs.query;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that the fixture does not start: an embedded one of another fixture stands for it. */
class GivenPostgresTest {
    private static TestDatabases others;
    private static TestDatabase administration;

    private final ScriptEngine engine =
            ScriptEngine.withFingerprint(UUID.randomUUID().toString());

    @BeforeAll
    static void start() {
        others = TestDatabases.builder(ScriptEngine.withFingerprint("given"), ships("given"))
                .cacheDirectory(TestCache.DIRECTORY)
                .open();
        administration = others.create();
    }

    @AfterAll
    static void stop() {
        others.close();
    }

    @BeforeEach
    void dropTemplates() throws SQLException {
        for (String name : names()) {
            execute(server(), "drop database \"" + name + '"');
        }
    }

    @Test
    void theTemplateStaysOnTheServerAndDatabasesOfTestsDoNot() throws Exception {
        try (var first = databases(ships("stays")).ahead(2).open()) {
            TestDatabase database = first.create();
            addShip(database.dataSource(), 2);
            first.create();
            assertThat(names()).hasSizeGreaterThanOrEqualTo(3);
        }
        assertThat(names()).singleElement().asString().startsWith("slipway_template_");

        try (var second = databases(ships("stays")).open();
                var database = second.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
            assertThat(second.report().applied()).hasSize(2);
        }
        assertThat(engine.runs).hasValue(1);
    }

    @Test
    void anEngineWithoutFingerprintLeavesNothing() throws Exception {
        var opaque = ScriptEngine.withoutFingerprint();
        try (var databases = TestDatabases.builder(opaque, ships("opaque"))
                        .server(atServer())
                        .open();
                var database = databases.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void eachLoginHasTemplatesOfItsOwnAndLeavesThoseOfOthersAlone() throws Exception {
        execute(server(), "drop role if exists purser; create role purser login createdb");
        try (var first = databases(ships("logins")).open()) {
            first.report();
        }
        String longAgo = "slipway template|" + Instant.now().minus(Duration.ofDays(30)) + "|";
        execute(server(), "comment on database " + names().get(0) + " is '" + longAgo + "'");
        var purser = CredentialProvider.of(new UsernamePassword("purser", Secret.of("any")));
        try (var second = TestDatabases.builder(engine, ships("logins"))
                        .server(TestServer.at(address(), purser))
                        .open();
                var database = second.create()) {
            assertThat(ships(database.dataSource())).isEqualTo(1);
        }
        assertThat(names()).hasSize(2);
        assertThat(engine.runs).hasValue(2);
    }

    @Test
    void aDroppedDatabaseIsCleanedUpBehindTheTest() throws Exception {
        try (var databases = databases(ships("behind")).open()) {
            TestDatabase database = databases.create();
            String name =
                    query(database.dataSource(), "select current_database()").get(0);
            assertThat(names()).contains(name);
            database.close();
            await().untilAsserted(() -> assertThat(names()).doesNotContain(name));
            assertThat(databases.report().applied()).as("the fixture is open").hasSize(2);
        }
    }

    @Test
    void aKeptDatabaseOutlivesItsFixtureAndTheNextOne() throws Exception {
        String name;
        try (var databases = databases(ships("kept")).open()) {
            TestDatabase database = databases.create();
            name = query(database.dataSource(), "select current_database()").get(0);
            assertThat(database.keep()).isEqualTo("connect to " + database.jdbcUrl() + " as postgres");
            database.close();
        }
        try (var next = databases(ships("kept")).open()) {
            next.report();
        }
        assertThat(ships(at(name))).isEqualTo(1);
    }

    @Test
    void aMigrationThatFailsLeavesNothing() throws Exception {
        try (var databases =
                databases(SampleChangelogs.of("broken", "create nonsense")).open()) {
            assertThatThrownBy(databases::create).isInstanceOf(MigrationIncompleteException.class);
        }
        assertThat(names()).isEmpty();
    }

    @Test
    void theDatabaseHasTheChosenNameWhileItIsMigrated() throws Exception {
        var source = SampleChangelogs.of("named", "comment on database harbour is 'x'; create table ship (id int)");
        // Left behind by a process that was killed.
        new PostgresTemplates(new AdminConnections(server())).begin("harbour");
        for (int i = 0; i < 2; i++) {
            try (var databases = databases(source).migratedAs("harbour").open();
                    var database = databases.create()) {
                assertThat(ships(database.dataSource())).isZero();
            }
        }
        assertThat(names()).singleElement().asString().startsWith("slipway_template_");
        assertThat(engine.runs).hasValue(1);
    }

    @Test
    void aForeignDatabaseOfTheChosenNameIsLeftAlone() throws Exception {
        execute(server(), "create database harbour");
        try (var databases = databases(ships("foreign")).migratedAs("harbour").open()) {
            assertThatThrownBy(databases::create)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("harbour");
            assertThat(query(server(), "select 1 from pg_database where datname = 'harbour'"))
                    .hasSize(1);
        } finally {
            execute(server(), "drop database harbour");
        }
    }

    @Test
    void theServerIsPreparedBeforeEachMigration() throws Exception {
        for (String name : List.of("one", "other")) {
            var source = SampleChangelogs.of(name, "create role boatswain; create table ship (id int)");
            try (var databases = databases(source)
                            .prepare(GivenPostgresTest::dropBoatswain)
                            .open();
                    var database = databases.create()) {
                assertThat(ships(database.dataSource())).isZero();
            }
        }
        dropBoatswain(server());
    }

    @Test
    void databasesOfAFixtureThatIsNoMoreAreDroppedAndOthersAreNot() throws Exception {
        var session = PostgresSession.open(server());
        String abandoned = session.freshName();
        String kept = session.freshName();
        String inUse = session.freshName();
        for (String name : List.of(abandoned, kept, inUse)) {
            execute(server(), "create database " + name);
        }
        PostgresSession.keep(new AdminConnections(server()), kept);
        try (var alive = databases(ships("alive")).open();
                var ofTheLiving = alive.create();
                var user = at(inUse).getConnection()) {
            assertThat(names()).contains(abandoned, kept, inUse);
            session.close();
            awaitOneFixtureLess();
            try (var next = databases(ships("alive")).open()) {
                next.report();
                assertThat(names()).contains(kept, inUse).doesNotContain(abandoned);
                assertThat(ships(ofTheLiving.dataSource())).isEqualTo(1);
            }
            assertThat(user.isValid(10)).isTrue();
        }
    }

    @Test
    void templatesThatHaveNotBeenUsedForLongAreDroppedUnlessAFixtureUsesThem() throws Exception {
        try (var used = databases(ships("used")).open()) {
            used.report();
            databases(ships("unused")).open().close();
            try (var unused = databases(ships("unused")).open()) {
                unused.report();
            }
            String longAgo = "slipway template|" + Instant.now().minus(Duration.ofDays(30)) + "|";
            List<String> templates = names();
            assertThat(templates).hasSize(2);
            for (String template : templates) {
                execute(server(), "comment on database " + template + " is '" + longAgo + "'");
            }
            try (var next = databases(ships("next")).open()) {
                next.report();
            }
            assertThat(names()).hasSize(2);
            try (var database = used.create()) {
                assertThat(ships(database.dataSource())).isEqualTo(1);
            }
        }
    }

    @Test
    void ofTooManyTemplatesTheLongestUnusedAreDropped() throws Exception {
        for (int i = 1; i <= 17; i++) {
            String template = "slipway_template_" + i;
            execute(server(), "create database " + template);
            execute(
                    server(),
                    "comment on database " + template + " is 'slipway template|"
                            + Instant.now().minus(Duration.ofHours(i)) + "|'");
        }
        try (var next = databases(ships("next")).open()) {
            next.report();
        }
        assertThat(names())
                .hasSize(16)
                .contains("slipway_template_15")
                .doesNotContain("slipway_template_16", "slipway_template_17");
    }

    /** The server ends a session a moment after its client. */
    private static void awaitOneFixtureLess() throws SQLException {
        await().untilAsserted(() -> assertThat(query(
                        server(),
                        "select count(*) from pg_locks where locktype = 'advisory' and classid = " + 0x51197A1))
                .containsExactly("1"));
    }

    private static void dropBoatswain(DataSource server) {
        try {
            execute(server, "drop role if exists boatswain");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private TestDatabases.Builder databases(ChangelogSource source) {
        return TestDatabases.builder(engine, source).server(atServer());
    }

    private static TestServer atServer() {
        return TestServer.at(address(), () -> administration.credentials());
    }

    private static String address() {
        return administration.jdbcUrl().replaceAll("\\?.*", "");
    }

    private static DataSource server() {
        return administration.dataSource();
    }

    private static DataSource at(String database) {
        String url = PostgresUrl.parse(address()).database(database);
        return DataSources.of(url, administration::credentials);
    }

    private static List<String> names() throws SQLException {
        return query(server(), "select datname from pg_database where datname like 'slipway\\_%'");
    }
}
