package dev.slipway.migration.liquibase;

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
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real changelogs over Git: the history is, row by row, that of Liquibase's own command line in a checkout with the root
 * folder as its search path, and a database that either has migrated is nothing to do for the other.
 */
@Tag("long")
@Tag("once")
@EnabledIfSystemProperty(
        named = "slipway.longTests",
        matches = "true",
        disabledReason = "takes longer: -Pall-databases,long-tests")
@Timeout(300)
class CommandLineOverGitTest {
    /** Made in each test, so that a database that is not there is skipped by name. */
    enum Kind {
        POSTGRES,
        MARIADB;

        DataSource fresh() {
            return this == MARIADB ? TestDatabases.mariaDb() : TestDatabases.postgres();
        }
    }

    private static final String DIRECTORY = "db/schema";
    private static final DeployKey KEY = DeployKey.ed25519();

    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "traccar-liquibase,    changelog-master.xml,    POSTGRES",
        "traccar-liquibase,    changelog-master.xml,    MARIADB",
        "orca-liquibase-yaml,  db/changelog-master.yml, POSTGRES",
        "orca-liquibase-yaml,  db/changelog-master.yml, MARIADB"
    })
    void aRealChangelogGivesTheHistoryOfTheCommandLine(String corpus, String root, Kind kind) throws Exception {
        Path directory =
                Path.of(System.getProperty("slipway.corpora", "no-corpora")).resolve(corpus);
        assumeTrue(Files.isDirectory(directory), () -> "there is no " + corpus + " in slipway.corpora");

        assertSameHistory(kind, filesOf(directory), root, LiquibaseEngine.of(root), Map.of());
    }

    @ParameterizedTest
    @EnumSource
    void parametersPlainAndSecretGiveTheHistoryOfTheCommandLine(Kind kind) throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        files.put("root.yaml", """
                databaseChangeLog:
                  - property: {name: size, value: 40}
                  - include: {file: part.sql}
                  - includeAll: {path: more}
                """.getBytes());
        files.put("part.sql", """
                --liquibase formatted sql
                --changeset anne:crew
                --comment: for ${captain}
                create table crew (name varchar(${size}));
                --changeset anne:captain
                insert into crew values ('${captain}');
                --changeset anne:word
                insert into crew values ('${word}');
                """.getBytes());
        files.put("more/01.xml", (XmlIncludeAllContract.HEAD + """
                <changeSet id="${captain}" author="anne">
                    <comment>by ${captain}</comment>
                    <insert tableName="crew"><column name="name" value="x${word}"/></insert>
                    <sql>insert into crew values ('${word} ${unknown}')</sql>
                </changeSet>
                """ + XmlIncludeAllContract.TAIL).getBytes());
        var engine = LiquibaseEngine.builder("root.yaml")
                .parameter("captain", "Málaga")
                .parameter("word", Secret.of("Zq8-Harbour.Gate_41Lm"))
                .build();

        assertSameHistory(
                kind, files, "root.yaml", engine, Map.of("captain", "Málaga", "word", "Zq8-Harbour.Gate_41Lm"));
    }

    private void assertSameHistory(
            Kind kind, Map<String, byte[]> files, String root, LiquibaseEngine engine, Map<String, String> parameters)
            throws Exception {
        DataSource ours = kind.fresh();
        DataSource theirs = kind.fresh();
        Path bare = scratch.resolve("schema.git");
        try (SampleRepository repository = SampleRepository.bare(bare);
                SshGitServer server = SshGitServer.start()) {
            Map<String, byte[]> committed = new HashMap<>();
            files.forEach((path, content) -> committed.put(DIRECTORY + "/" + path, content));
            repository.commitBytes("master", committed);
            Changelog changelog = GitSource.builder(server.serve("acme/schema.git", repository)
                            .authorize(KEY)
                            .url("acme/schema.git"))
                    .reference("master")
                    .directory(DIRECTORY)
                    .sshKey(CredentialProvider.of(KEY.asSshKey()))
                    .knownHosts(server.knownHosts())
                    .build()
                    .fetch();
            Path checkout = scratch.resolve("checkout");
            Git.cloneRepository()
                    .setURI(bare.toUri().toString())
                    .setDirectory(checkout.toFile())
                    .call()
                    .close();
            Path directory = checkout.resolve(DIRECTORY);

            engine.migrate(changelog, ours);
            CommandLine.update(theirs, directory, root, parameters);

            List<String> rows = TestDatabases.history(ours);
            assertThat(rows).isNotEmpty().isEqualTo(TestDatabases.history(theirs));
            assertThat(TestDatabases.tables(ours).keySet())
                    .isEqualTo(TestDatabases.tables(theirs).keySet());
            var again = engine.migrate(changelog, theirs);
            assertThat(again.applied()).isEmpty();
            assertThat(again.before().problems()).isEmpty();
            CommandLine.update(ours, directory, root, parameters);
            assertThat(TestDatabases.history(ours)).isEqualTo(rows);
            assertThat(TestDatabases.history(theirs)).isEqualTo(rows);
        }
    }

    private static Map<String, byte[]> filesOf(Path directory) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
        }
        return files;
    }
}
