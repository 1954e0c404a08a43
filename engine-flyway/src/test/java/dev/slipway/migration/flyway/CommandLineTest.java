package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The history that this engine writes and the one that Flyway's own command line writes are the same, line by line, and a
 * database that either has migrated is nothing to do for the other.
 */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
@Timeout(300)
@EnabledIf(
        value = "dev.slipway.migration.flyway.CommandLine#isThere",
        disabledReason = "Flyway's command line comes with -Pall-databases")
class CommandLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"conductor-flyway-postgres", "trino-gateway-flyway-postgres"})
    void aRealChangelogGivesTheSameHistoryOnPostgres(String corpus) throws Exception {
        // With its default lock Flyway waits for itself at CREATE INDEX CONCURRENTLY.
        assertSame(
                Corpora.directory(corpus),
                FlywayEngine.builder().build(),
                TestDatabases.postgres(),
                TestDatabases.postgres(),
                "-postgresql.transactional.lock=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"conductor-flyway-mysql", "trino-gateway-flyway-mysql"})
    void aRealChangelogGivesTheSameHistoryOnMariaDb(String corpus) throws Exception {
        assumeTrue(MariaDb.isThere(), "MariaDB's binaries come with -Pall-databases");
        assertSame(
                Corpora.directory(corpus),
                FlywayEngine.builder().build(),
                MariaDb.freshDatabase(),
                MariaDb.freshDatabase());
    }

    @Test
    void theSharebuilderChangelogGivesTheSameHistoryWithSecretPlaceholders() throws Exception {
        Path directory = Corpora.directory("sharebuilder-flyway-postgres");
        var mine = TestDatabases.postgres();
        var theirs = TestDatabases.postgres();
        var engine = FlywayEngine.builder()
                .placeholder("DATABASE_NAME", mine.getDatabaseName())
                .placeholder("READ_ONLY_PASSWORD", Secret.of("Rx7-Quay.Wharf"))
                .placeholder("SAMPLE_APPLICATION_PASSWORD", Secret.of("Sx8-Mole.Pier"))
                .build();
        var changelog = ChangelogSource.directory(directory).fetch();
        String[] options = {
            "-placeholders.DATABASE_NAME=" + theirs.getDatabaseName(),
            "-placeholders.READ_ONLY_PASSWORD=Rx7-Quay.Wharf",
            "-placeholders.SAMPLE_APPLICATION_PASSWORD=Sx8-Mole.Pier"
        };

        engine.migrate(changelog, mine);
        CommandLine.migrate(mine, directory, options);
        List<String> rows = rows(mine);
        Corpora.dropSharebuilderUsers(mine);
        CommandLine.migrate(theirs, directory, options);

        assertThat(rows(theirs)).hasSize(4).isEqualTo(rows);
        assertThat(engine.migrate(changelog, theirs).applied()).isEmpty();
        Corpora.dropSharebuilderUsers(theirs);
    }

    @Test
    void encodingsMarksLineEndsAndPlaceholdersInRepeatablesGiveTheSameHistory(@TempDir Path directory)
            throws Exception {
        Files.writeString(
                directory.resolve("V1__utf8_crlf.sql"), "create table a (t text);\r\ninsert into a values ('Á');");
        Files.write(directory.resolve("V2__latin1.sql"), "insert into a values ('Ölund');".getBytes(ISO_8859_1));
        Files.write(directory.resolve("V3__utf16.sql"), "\uFEFFinsert into a values ('Ærø');\r\n".getBytes(UTF_16LE));
        Files.writeString(directory.resolve("V4__mark.sql"), "\uFEFFinsert into a values ('x');\n");
        Files.writeString(directory.resolve("R__view.sql"), "create or replace view b as select '${who}' as c from a;");

        assertSame(
                directory,
                FlywayEngine.builder()
                        .detectEncoding(true)
                        .placeholder("who", "Beagle")
                        .build(),
                TestDatabases.postgres(),
                TestDatabases.postgres(),
                "-detectEncoding=true",
                "-placeholders.who=Beagle");
    }

    private static void assertSame(
            Path directory, FlywayEngine engine, DataSource mine, DataSource theirs, String... options)
            throws Exception {
        var changelog = ChangelogSource.directory(directory).fetch();

        engine.migrate(changelog, mine);
        CommandLine.migrate(theirs, directory, options);

        List<String> rows = rows(mine);
        assertThat(rows).isNotEmpty().isEqualTo(rows(theirs));
        assertThat(engine.migrate(changelog, theirs).applied()).isEmpty();
        CommandLine.migrate(mine, directory, options);
        assertThat(rows(mine)).isEqualTo(rows);
    }

    private static List<String> rows(DataSource database) {
        return TestDatabases.query(
                database,
                "select version, description, type, script, checksum, success from flyway_schema_history"
                        + " order by installed_rank");
    }
}
