package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.logging.LogService;
import liquibase.logging.core.JavaLogService;
import liquibase.ui.ConsoleUIService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's own use of Liquibase in the same JVM goes on as if we were not there. */
class CallersLiquibaseTest {
    private static final String ONE =
            "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n--rollback drop table one;\n";
    private static final String TWO = ONE + "--changeset a:2\ncreate table two (a int);\n--rollback drop table two;\n";
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");

    @TempDir
    Path directory;

    private void plain(String sql, DataSource database) throws Exception {
        Files.writeString(directory.resolve("a.sql"), sql);
        PlainLiquibase.update(directory, "a.sql", database, Map.of());
    }

    private static Changelog changelog(String sql) {
        return Changelog.of(Map.of("a.sql", sql));
    }

    @Test
    void theCallersRunsBeforeBetweenAndAfterOursSucceedOnTheSameDatabaseAndOnOthers() throws Exception {
        DataSource shared = TestDatabases.postgres();
        DataSource other = TestDatabases.h2();

        plain(ONE, shared);
        plain(ONE, other);
        assertThat(ENGINE.migrate(changelog(TWO), shared).applied()).hasSize(1);
        plain(TWO, other);
        assertThat(ENGINE.migrate(changelog(TWO), other).applied()).isEmpty();
        plain(TWO, shared);

        assertThat(TestDatabases.history(shared)).hasSize(2);
        assertThat(TestDatabases.history(other)).hasSize(2);
    }

    @Test
    void scopeLoggersAndSystemPropertiesAreAsBeforeAndNothingIsPrintedWhateverIsCalledAndEvenIfItFails() {
        Scope scope = Scope.getCurrentScope();
        List<Object> held = heldBy(scope);
        var properties = (Properties) System.getProperties().clone();
        Map<String, String> loggers = javaLoggers();
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        try (var stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            callEverything(TestDatabases.h2());
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Scope.getCurrentScope()).isSameAs(scope);
        assertThat(heldBy(scope)).isEqualTo(held);
        assertThat(javaLoggers()).isEqualTo(loggers);
        assertThat(System.getProperties()).isEqualTo(properties);
    }

    @Test
    void nothingIsSentToTheCallersUserInterface() throws Exception {
        var printed = new ByteArrayOutputStream();
        var console = new ConsoleUIService();
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        console.setOutputStream(stream);
        console.setErrorStream(stream);

        Scope.child(Scope.Attr.ui, console, () -> callEverything(TestDatabases.h2()));

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static void callEverything(DataSource database) {
        String failing = TWO + "--changeset a:3\nselect * from nowhere;\n";
        ENGINE.plan(changelog(ONE), database);
        ENGINE.dryRun(changelog(ONE), database);
        ENGINE.migrate(changelog(ONE), database);
        assertThatThrownBy(() -> ENGINE.migrate(changelog(failing), database))
                .isInstanceOf(MigrationIncompleteException.class);
        assertThatThrownBy(() -> ENGINE.migrate(changelog(ONE.replace("a int", "a bigint")), database))
                .isInstanceOf(MigrationRejectedException.class);
        ENGINE.tag(database, "v1");
        ENGINE.history(database);
        ENGINE.listLocks(database);
        ENGINE.rollbackSql(changelog(TWO), database, RollbackTo.count(1));
        ENGINE.rollback(changelog(TWO), database, RollbackTo.count(1));
        ENGINE.changelogSync(changelog(TWO), database);
        ENGINE.clearChecksums(database);
        ENGINE.releaseLocks(database);
    }

    private static List<Object> heldBy(Scope scope) {
        return List.of(
                scope.getUI(),
                scope.get(Scope.Attr.logService, LogService.class),
                scope.getResourceAccessor(),
                scope.getClassLoader(),
                scope.getFileEncoding());
    }

    /** The levels and handlers of the loggers to which Liquibase writes by itself. */
    private static Map<String, String> javaLoggers() {
        Map<String, String> found = new TreeMap<>();
        for (String name : List.of("", "liquibase", "liquibase.ui", "liquibase.changelog")) {
            Logger logger = Logger.getLogger(name);
            found.put(
                    name,
                    logger.getLevel() + " " + logger.getUseParentHandlers() + " "
                            + Arrays.toString(logger.getHandlers()));
        }
        return found;
    }

    @Test
    void theCallersOwnLogServiceHearsOfHisRunsAndNotOfOurs() throws Exception {
        DataSource database = TestDatabases.h2();
        DataSource other = TestDatabases.h2();
        var heard = new JavaLogService();
        List<String> lines = new CopyOnWriteArrayList<>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("liquibase");
        logger.addHandler(handler);
        try {
            Scope.child(Scope.Attr.logService, heard, () -> {
                ENGINE.migrate(changelog(ONE), database);
                assertThat(lines).isEmpty();
                plain(ONE, other);
                assertThat(lines).anyMatch(line -> line.contains("a.sql::1::a ran successfully"));
                lines.clear();
                ENGINE.migrate(changelog(TWO), database);
                assertThat(lines).isEmpty();
            });
        } finally {
            logger.removeHandler(handler);
        }
    }

    @Test
    void whatTheCallersRunFoundUpToDateIsNotBelievedByOursAndTheOtherWayRound() throws Exception {
        DataSource database = TestDatabases.h2();
        plain(ONE, database);
        plain(ONE, database);

        assertThat(ENGINE.migrate(changelog(TWO), database).applied()).hasSize(1);
        assertThat(ENGINE.migrate(changelog(TWO), database).applied()).isEmpty();
        plain(TWO + "--changeset a:3\ncreate table three (a int);\n", database);

        assertThat(TestDatabases.tables(database)).containsKeys("one", "two", "three");
    }

    @Test
    void aRunInsideAScopeOfTheCallerAndInThreadsThatInheritItWorks() throws Exception {
        DataSource database = TestDatabases.h2();
        Scope.child("mine", "value", () -> {
            var pool = Executors.newFixedThreadPool(2);
            try {
                var first = pool.submit(() -> ENGINE.migrate(changelog(ONE), database));
                var second = pool.submit(() -> ENGINE.migrate(changelog(ONE), TestDatabases.h2()));
                first.get();
                second.get();
                ENGINE.migrate(changelog(TWO), database);
            } finally {
                pool.shutdownNow();
            }
            assertThat(Scope.getCurrentScope().get("mine", String.class)).isEqualTo("value");
        });
        assertThat(TestDatabases.history(database)).hasSize(2);
    }
}
