package dev.slipway.migration.flyway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.GitSource;
import dev.slipway.migration.git.SampleRepository;
import dev.slipway.migration.git.SshGitServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The history that this engine writes of a changelog fetched over Git and the one that Flyway's own command line writes from
 * a checkout are the same, line by line, and a database that either has migrated is nothing to do for the other.
 */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
@Timeout(300)
@EnabledIf(
        value = "dev.slipway.migration.flyway.CommandLine#isThere",
        disabledReason = "Flyway's command line comes with -Pall-databases")
class CommandLineOverGitTest {
    private static final DeployKey KEY = DeployKey.rsa();

    @TempDir
    Path scratch;

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
        var changelog = overGit(directory);
        String[] options = {
            "-placeholders.DATABASE_NAME=" + theirs.getDatabaseName(),
            "-placeholders.READ_ONLY_PASSWORD=Rx7-Quay.Wharf",
            "-placeholders.SAMPLE_APPLICATION_PASSWORD=Sx8-Mole.Pier"
        };

        engine.migrate(changelog, mine);
        CommandLine.migrate(mine, checkout(), options);
        List<String> rows = rows(mine);
        Corpora.dropSharebuilderUsers(mine);
        CommandLine.migrate(theirs, checkout(), options);

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

    private void assertSame(Path directory, FlywayEngine engine, DataSource mine, DataSource theirs, String... options)
            throws Exception {
        var changelog = overGit(directory);

        engine.migrate(changelog, mine);
        CommandLine.migrate(theirs, checkout(), options);

        List<String> rows = rows(mine);
        assertThat(rows).isNotEmpty().isEqualTo(rows(theirs));
        assertThat(engine.migrate(changelog, theirs).applied()).isEmpty();
        CommandLine.migrate(mine, checkout(), options);
        assertThat(rows(mine)).isEqualTo(rows);
    }

    /** Commits what a directory holds, and fetches it. */
    private Changelog overGit(Path directory) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put("sql/" + directory.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        try (SampleRepository repository = SampleRepository.bare(bare());
                SshGitServer server = SshGitServer.start()) {
            repository.commitBytes("master", files);
            return GitSource.builder(server.serve("acme/schema.git", repository)
                            .authorize(KEY)
                            .url("acme/schema.git"))
                    .reference("master")
                    .directory("sql")
                    .sshKey(CredentialProvider.of(KEY.asSshKey()))
                    .knownHosts(server.knownHosts())
                    .build()
                    .fetch();
        }
    }

    private Path checkout() throws Exception {
        Path checkout = scratch.resolve("checkout");
        if (!Files.exists(checkout)) {
            Git.cloneRepository()
                    .setURI(bare().toUri().toString())
                    .setDirectory(checkout.toFile())
                    .call()
                    .close();
        }
        return checkout.resolve("sql");
    }

    private Path bare() {
        return scratch.resolve("schema.git");
    }

    private static List<String> rows(DataSource database) {
        return TestDatabases.query(
                database,
                "select version, description, type, script, checksum, success from flyway_schema_history"
                        + " order by installed_rank");
    }
}
