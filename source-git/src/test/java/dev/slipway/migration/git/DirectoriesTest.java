package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.git.SampleRepository.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
    @TempDir
    Path folder;

    private SampleRepository repository;
    private String commit;

    @BeforeEach
    void create() {
        repository = SampleRepository.bare(folder.resolve("schema.git"));
        commit = repository.commit(
                "master",
                Map.of(
                        "sql/common/V1__a.sql", "select 1;\r\n",
                        "sql/common/views/R__b.sql", "select 2;",
                        "sql/postgres/V2__c.sql", "select 3;",
                        "sql/mysql/V1__a.sql", "select 4;",
                        "other/V9__z.sql", "select 9;"));
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private GitSource.Builder source() {
        return GitSource.builder(folder.resolve("schema.git").toUri().toString())
                .reference("master");
    }

    @Test
    void pathsAreRelativeToTheirOwnDirectoryAndTheOriginIsOne() throws Exception {
        var changelog =
                source().directories("sql/common", "/sql/postgres/").build().fetch();

        assertThat(changelog.files()).extracting("path").containsExactly("V1__a.sql", "V2__c.sql", "views/R__b.sql");
        assertThat(changelog.origin().toString()).endsWith("schema.git/ at 'master' (" + commit + ")");
        Path checkout = Files.createDirectories(folder.resolve("checkout/views"));
        Files.writeString(checkout.resolve("R__b.sql"), "select 2;");
        Files.writeString(checkout.resolveSibling("V1__a.sql"), "select 1;\r\n");
        Files.writeString(checkout.resolveSibling("V2__c.sql"), "select 3;");
        assertThat(changelog.digest())
                .isEqualTo(
                        ChangelogSource.directory(checkout.getParent()).fetch().digest());
    }

    @Test
    void aPathThatTwoOfThemHaveIsRefused() {
        assertThatThrownBy(() ->
                        source().directories("sql/common", "sql/mysql").build().fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageEndingWith("'V1__a.sql' is in 'sql/common' and in 'sql/mysql': keep one of them");
    }

    @Test
    void oneThatIsMissingIsSaid() {
        assertThatThrownBy(() ->
                        source().directories("sql/common", "sql/oracle").build().fetch())
                .hasMessageEndingWith(
                        "there is no directory 'sql/oracle' (directories in 'sql': common, mysql, postgres)");
    }

    @Test
    void directoriesThatShareFilesAreRefused() {
        for (String[] both :
                new String[][] {{"sql", "sql/common"}, {"sql/common", "sql"}, {"sql", "./sql/"}, {"", "sql"}}) {
            assertThatThrownBy(() -> source().directories(both))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("share files: name only the upper one");
        }
        source().directories("sql", "sql2").build();
        assertThatThrownBy(() -> source().directories())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("directories needs at least one: '' is the repository's root");
        for (String bad : new String[] {"../sql", "sql/../../x", "sql\\common"}) {
            assertThatThrownBy(() -> source().directories("other", bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("The directory '" + bad + "' is not a path within the repository, separated by '/'");
        }
    }

    @Test
    void gitLfsPointersAreRefusedByName() {
        repository.commitEntries(
                "lfs",
                Map.of(
                        "sql/V1__a.sql",
                        Entry.file("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n")));
        assertThatThrownBy(
                        () -> source().reference("lfs").directory("sql").build().fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("'V1__a.sql' is a Git LFS pointer");
    }
}
