package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Liquibase's commands on a database, each as a run of its own, but in one JVM. */
class LiquibaseCommandsTest {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();
    private final Map<String, String> environment = new HashMap<>();
    private Connection connection;

    @TempDir
    Path directory;

    @BeforeEach
    void mount() throws SQLException, IOException {
        // Keeps the database while nobody else is connected.
        connection = DriverManager.getConnection(url, "sa", "");
        Files.writeString(directory.resolve("changelog.sql"), """
                --liquibase formatted sql

                --changeset me:1
                create table a (id int);
                --rollback drop table a;

                --changeset me:2 context:extra
                create table b (id int);
                --rollback drop table b;

                --changeset me:3 labels:late
                create table ${Table-Name} (id int);
                --rollback drop table ${Table-Name};
                """);
        environment.putAll(Map.of(
                "ENGINE", "liquibase",
                "CHANGELOG_DIRECTORY", directory.toString(),
                "LIQUIBASE_COMMAND_URL", url,
                "LIQUIBASE_COMMAND_USERNAME", "sa",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.sql",
                "LIQUIBASE_PARAMETER_TABLE_NAME", "c"));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aSchemaGoesForwardToANumberAndATagAndBack() throws SQLException {
        run("update-count", "1");
        assertThat(tables()).containsExactly("A");
        run("tag", "v1");
        assertThat(run("update-sql").scripts()).hasSize(2);
        assertThat(tables()).containsExactly("A");
        run("update");
        assertThat(tables()).containsExactly("A", "B", "C");

        assertThat(run("rollback-sql", "v1").scripts())
                .extracting(script -> script.sql())
                .containsExactly("drop table c;", "drop table b;");
        assertThat(tables()).containsExactly("A", "B", "C");
        assertThat(run("rollback-count", "1").changed().orElseThrow()).hasSize(1);
        assertThat(tables()).containsExactly("A", "B");
        var back = run("rollback", "--tag=v1");
        assertThat(back.changed().orElseThrow())
                .extracting(migration -> migration.id())
                .containsExactly("changelog.sql::2::me");
        assertThat(back.after().orElseThrow().pending()).hasSize(2);
        assertThat(tables()).containsExactly("A");
        assertThat(run("rollback-to-date", "2000-01-01").changed().orElseThrow())
                .hasSize(1);
        assertThat(tables()).isEmpty();
        assertThatThrownBy(() -> run("rollback", "no-such-tag"))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageContaining("no-such-tag");
        assertThatThrownBy(() -> run("update-to-tag", "no-such-tag")).isInstanceOf(MigrationRejectedException.class);
    }

    @Test
    void contextsAndLabelsAreHeeded() throws SQLException {
        run("update", "--contexts=other", "--label-filter=!late");
        assertThat(tables()).containsExactly("A");
    }

    @Test
    void schemasAndTablesOfLiquibasesAreWhereTheyAreSaidToBe() throws SQLException {
        execute("create schema history");
        execute("create schema shop");
        run(
                "update",
                "--default-schema-name=SHOP",
                "--liquibase-schema-name=HISTORY",
                "--databaseChangelogTableName=LOG",
                "--databaseChangelogLockTableName=LOGLOCK");
        assertThat(query("select table_name from information_schema.tables where table_schema = 'HISTORY'"))
                .containsExactlyInAnyOrder("LOG", "LOGLOCK");
    }

    @Test
    void theHistoryIsPrintedAndWritten() {
        run("update-count", "1");
        run("tag", "v1");
        var history = run("history");
        assertThat(LiquibaseTables.history(history.history().orElseThrow()))
                .containsPattern("\\| changelog.sql::1::me \\| executed \\| v1  \\| \\d+ +\\|");
        assertThat(document(history))
                .contains("\"history\" : [ {", "\"id\" : \"changelog.sql::1::me\"", "\"tag\" : \"v1\"", "\"run\" : \"");
    }

    @Test
    void whatIsThereAlreadyIsMarkedAsExecuted() throws SQLException {
        execute("create table a (id int)");
        assertThat(run("changelog-sync", "--contexts=none", "--labels=!late")
                        .changed()
                        .orElseThrow())
                .hasSize(1);
        run("update");
        assertThat(tables()).containsExactly("A", "B", "C");
    }

    @Test
    void clearedChecksumsAreWrittenAnew() throws SQLException {
        run("update");
        run("clear-checksums");
        assertThat(query("select id from databasechangelog where md5sum is not null"))
                .isEmpty();
        run("update");
        assertThat(query("select id from databasechangelog where md5sum is null"))
                .isEmpty();
    }

    @Test
    void aStuckLockIsShownAndReleased() throws SQLException {
        run("update");
        assertThat(document(run("list-locks"))).contains("\"locks\" : [ ]");
        execute("update databasechangeloglock set locked = true, lockgranted = timestamp '2020-01-02 03:04:05',"
                + " lockedby = 'gone (10.0.0.1)'");
        var locks = run("list-locks");
        assertThat(LiquibaseTables.locks(locks.locks().orElseThrow()))
                .containsPattern("\\| gone \\(10.0.0.1\\) \\| 2020-01-0\\d \\d\\d:\\d\\d:\\d\\d \\|");
        assertThat(document(locks)).contains("\"holder\" : \"gone (10.0.0.1)\"", "\"since\" : \"2020-01-0");
        run("release-locks");
        assertThat(query("select locked from databasechangeloglock")).containsExactly("FALSE");
    }

    @Test
    void nothingIsWrittenOnceTheProcessWasToldToStop() throws SQLException {
        run("update");
        for (String command :
                List.of("rollback-count 1", "tag v1", "clear-checksums", "changelog-sync", "release-locks")) {
            var stop = new Stop();
            stop.told(ExitCode.TERMINATED);
            stop.finish();
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> run(stop, command.split(" "))).isInstanceOf(StoppedException.class);
        }
        assertThat(tables()).containsExactly("A", "B", "C");
        assertThat(query("select id from databasechangelog where md5sum is null or tag is not null"))
                .isEmpty();
    }

    @Test
    void whatWasNotExecutedIsNotCalledPending() throws IOException {
        Files.writeString(directory.resolve("changelog.sql"), """
                --liquibase formatted sql

                --changeset me:1
                --preconditions onFail:MARK_RAN
                --precondition-sql-check expectedResult:1 select 0
                create table a (id int);
                """);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var output = (ch.qos.logback.classic.Logger) Logs.OUTPUT;
        output.addAppender(lines);
        output.setLevel(Level.INFO);
        try {
            run("update");
        } finally {
            output.detachAppender(lines);
            output.setLevel(null);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.startsWith("Not executed: changelog.sql::1::me ("))
                .anyMatch(line -> line.startsWith("Executed nothing: the database stands at changelog "))
                .noneMatch(line -> line.contains("Still pending") || line.contains("Nothing to do"));
    }

    @Test
    void howFarARunCameIsInItsDocument() {
        var result = new Result();
        var first = Migration.builder("1").description("a").build();
        var second = Migration.builder("2").description("b").build();
        result.incomplete(new MigrationIncompleteException("failed", List.of(first), second, null));
        assertThat(document(result).replaceAll("\\s+", ""))
                .contains("\"applied\":[{\"id\":\"1\"")
                .contains("\"failed\":{\"id\":\"2\"");
    }

    @Test
    void aRunIsInterruptedOnceNothingIsExecutedAnyMore() {
        var stop = new Stop();
        assertThat(stop.beginMigrating()).isTrue();
        stop.told(ExitCode.TERMINATED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        stop.endMigrating();
        assertThat(Thread.interrupted()).isTrue();
        stop.finish();
    }

    @Test
    void theStatusHoldsNoSecret() throws IOException {
        environment.put("STATUS_FILE", directory.resolve("status").toString());
        var secrets = new KnownSecrets();
        secrets.add(Secret.of("Tr0ub4dor-user"));
        var status = Status.of(Settings.of(Arguments.parse(environment), environment), secrets);
        status.waiting("session 12 of user 'Tr0ub4dor-user'", Duration.ofSeconds(3));
        assertThat(directory.resolve("status"))
                .content()
                .startsWith("waiting for the lock: session 12")
                .doesNotContain("Tr0ub4dor-user");
    }

    private Result run(String... args) {
        return run(new Stop(), args);
    }

    private Result run(Stop stop, String... args) {
        var result = new Result();
        var secrets = new KnownSecrets();
        var files = LiquibaseFiles.none();
        var settings = Settings.of(Arguments.parse(environment, args), environment, files);
        try (var references = new References(environment, Optional.empty(), secrets)) {
            var task = Task.of(
                    settings,
                    Outputs.of(settings),
                    references,
                    new FlywayFiles(directory, directory, directory),
                    files);
            result.task(task);
            new Runner(task, references, stop, result).run();
        }
        return result;
    }

    private static String document(Result result) {
        return ResultDocument.of(result, ExitCode.DONE, List.of(), Redactor.none());
    }

    private List<String> tables() throws SQLException {
        return query("select table_name from information_schema.tables where table_schema = 'PUBLIC'"
                + " and table_name not like 'DATABASECHANGELOG%' order by table_name");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> query(String sql) throws SQLException {
        return Postgres.query(connection, sql);
    }
}
