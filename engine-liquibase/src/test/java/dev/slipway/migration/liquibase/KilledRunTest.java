package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that is killed in the middle of an update leaves nothing that a person has to clear away. */
class KilledRunTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");

    /** The process that is killed. */
    static final class Child {
        public static void main(String[] arguments) {
            var login = new UsernamePassword(arguments[1], Secret.of(arguments[2]));
            ENGINE.migrate(changelog(arguments[3]), DataSources.of(arguments[0], CredentialProvider.of(login)));
        }
    }

    private static Changelog changelog(String slow) {
        return Changelog.of(Map.of(
                "a.sql",
                "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n"
                        + "--changeset a:2\ninsert into one values (2);\n" + slow + ";\n"
                        + "--changeset a:3\ncreate table three (a int);\n"));
    }

    @Test
    void theRunAfterAKilledOneSucceedsOnPostgres() throws Exception {
        DataSource database = TestDatabases.postgres();
        killAndRunAgain(
                database,
                List.of(PostgresServer.get().url(database), "postgres", "postgres", "select pg_sleep(2)"),
                "select count(*) from pg_stat_activity where query like '%pg_sleep(2)%' and pid <> pg_backend_pid()"
                        + " and state = 'active'");
    }

    @Test
    @Tag("long")
    void theRunAfterAKilledOneSucceedsOnMariaDb() throws Exception {
        DataSource database = TestDatabases.mariaDb();
        killAndRunAgain(
                database,
                List.of(
                        MariaDbServer.get().url(database).replaceFirst("\\?.*", ""),
                        "tester",
                        "test",
                        "select sleep(2)"),
                "select count(*) from information_schema.processlist where info like '%sleep(2)%'"
                        + " and id <> connection_id()");
    }

    private static void killAndRunAgain(DataSource database, List<String> arguments, String isSleeping)
            throws Exception {
        Process child = start(arguments);
        try {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .failFast(() -> !child.isAlive())
                    .until(() -> !TestDatabases.query(database, isSleeping).equals(List.of("0")));
            assertThat(TestDatabases.lock(database)).startsWith("locked|slipway " + child.pid() + "@");
        } finally {
            child.destroyForcibly().waitFor();
        }

        var report = ENGINE.migrate(changelog(arguments.get(3).replace("2", "0")), database);

        assertThat(report.applied()).hasSize(2);
        assertThat(TestDatabases.query(database, "select a from one")).containsExactly("2");
        assertThat(TestDatabases.history(database)).hasSize(3);
        assertThat(TestDatabases.lock(database)).isEqualTo("free|null");
    }

    private static Process start(List<String> arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "killed-run.log").toFile())
                .start();
    }
}
