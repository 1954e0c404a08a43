package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import liquibase.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's own use of Liquibase in the same JVM goes on as if we were not there. */
class CallersLiquibaseTest {
    private static final String ONE = "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n";
    private static final String TWO = ONE + "--changeset a:2\ncreate table two (a int);\n";
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
    void scopeAndSystemPropertiesAreAsBeforeAndNothingIsPrinted() {
        Scope scope = Scope.getCurrentScope();
        Object ui = scope.getUI();
        var properties = (Properties) System.getProperties().clone();
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        try (var stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(stream);
            System.setErr(stream);
            DataSource database = TestDatabases.h2();
            ENGINE.plan(changelog(ONE), database);
            ENGINE.migrate(changelog(ONE), database);
            ENGINE.dryRun(changelog(TWO), database);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Scope.getCurrentScope()).isSameAs(scope);
        assertThat(scope.getUI()).isSameAs(ui);
        assertThat(System.getProperties()).isEqualTo(properties);
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
