package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.git.SampleRepository.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTreeTest {
    @TempDir
    Path folder;

    private SampleRepository repository;

    @BeforeEach
    void create() {
        repository = SampleRepository.bare(folder.resolve("schema.git"));
    }

    @AfterEach
    void close() {
        repository.close();
    }

    private GitSource source(String directory, Map<String, Entry> entries) {
        repository.commitEntries("master", entries);
        return GitSource.builder(folder.resolve("schema.git").toUri().toString())
                .directory(directory)
                .build();
    }

    private Path checkout() throws Exception {
        Path work = folder.resolve("work");
        RealGit.run(folder, "clone", "-q", folder.resolve("schema.git").toString(), work.toString());
        return work;
    }

    private void assertRefused(Map<String, Entry> entries, String reason) {
        assertThatThrownBy(() -> source("sql", entries).fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageEndingWith(reason);
    }

    @Test
    void linksAreFollowedAsInACheckout() throws Exception {
        RealGit.requireInstalled();
        var entries = new LinkedHashMap<String, Entry>();
        entries.put("db/sql/V1__a.sql", Entry.file("select 1;"));
        entries.put("db/sql/common/R__v.sql", Entry.file("select 2;"));
        entries.put("db/sql/V2__same.sql", Entry.link("V1__a.sql"));
        entries.put("db/sql/V3__chain.sql", Entry.link("./V2__same.sql"));
        entries.put("db/sql/again", Entry.link("common"));
        entries.put("db/sql/deep/V4__up.sql", Entry.link("../again/../V1__a.sql"));
        entries.put("db/sql/..hidden", Entry.file("left out"));
        entries.put("sql", Entry.link("db/sql"));
        entries.put("README.md", Entry.file("no migration"));

        var changelog = source("sql", entries).fetch();

        assertThat(changelog.files())
                .extracting("path")
                .containsExactly(
                        "V1__a.sql",
                        "V2__same.sql",
                        "V3__chain.sql",
                        "again/R__v.sql",
                        "common/R__v.sql",
                        "deep/V4__up.sql");
        Path work = checkout();
        assertThat(changelog.digest())
                .isEqualTo(
                        ChangelogSource.directory(work.resolve("sql")).fetch().digest());
        assertThat(source("db/sql", entries).fetch().digest()).isEqualTo(changelog.digest());
    }

    @Test
    void linksThatLeadElsewhereAreRefused() {
        Entry file = Entry.file("select 1;");
        assertRefused(
                Map.of("sql/V1__a.sql", Entry.link("../other/V1__a.sql"), "other/V1__a.sql", file),
                "the symbolic link 'V1__a.sql' leaves the directory: put the file itself there");
        assertRefused(
                Map.of("sql/V1__a.sql", Entry.link("/etc/passwd")),
                "the symbolic link 'V1__a.sql' leaves the directory: put the file itself there");
        assertRefused(
                Map.of("sql/V1__a.sql", Entry.link("../../../../etc/passwd")),
                "the symbolic link 'V1__a.sql' leaves the directory: put the file itself there");
        assertRefused(Map.of("sql/V1__a.sql", Entry.link("gone.sql")), "the symbolic link 'V1__a.sql' leads nowhere");
        assertRefused(
                Map.of("sql/a", Entry.link("b"), "sql/b", Entry.link("a")), "the symbolic link 'a' leads in a circle");
        assertRefused(
                Map.of("sql/a/V1__a.sql", file, "sql/a/up", Entry.link("..")),
                "the symbolic link 'a/up/' leads back to a directory above it");
    }

    @Test
    void submodulesAreRefusedByName() {
        Entry file = Entry.file("select 1;");
        String reason = " is a submodule, whose files are in another repository: fetch that one, or choose a directory"
                + " without it";
        assertRefused(Map.of("sql/V1__a.sql", file, "sql/shared", Entry.submodule()), "'shared'" + reason);
        assertRefused(Map.of("sql", Entry.submodule()), "'sql'" + reason);
        assertThatThrownBy(() ->
                        source("sql/deep", Map.of("sql", Entry.submodule())).fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageEndingWith("'sql'" + reason);
        assertThat(source("sql", Map.of("sql/V1__a.sql", file, "other", Entry.submodule()))
                        .fetch()
                        .files())
                .hasSize(1);
    }

    @Test
    void aDirectoryThatIsMissingWhereThereIsNoneIsSaid() {
        Entry file = Entry.file("select 1;");
        assertRefused(Map.of("V1__a.sql", file), "there is no directory 'sql' (there are none)");
        assertThatThrownBy(
                        () -> source("sql/deep", Map.of("sql/V1__a.sql", file)).fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageEndingWith("there is no directory 'sql/deep' (there are none in 'sql')");
    }

    @Test
    void nothingIsWrittenIntoTheRepository() throws Exception {
        var source = source("", Map.of("V1__a.sql", Entry.file("select 1;")));
        long files = count();
        source.fetch();
        assertThat(count()).isEqualTo(files);
    }

    private long count() throws Exception {
        try (var all = Files.walk(folder)) {
            return all.count();
        }
    }
}
