package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.testkit.ChangelogSourceContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceTest extends ChangelogSourceContract {
    @TempDir
    Path folder;

    private SampleRepository repository;

    @AfterEach
    void close() {
        if (repository != null) {
            repository.close();
        }
    }

    @Override
    protected ChangelogSource source(Map<String, byte[]> files) {
        repository = SampleRepository.bare(folder.resolve("schema.git"));
        repository.commitBytes("master", files);
        return GitSource.of(folder.resolve("schema.git").toUri().toString(), "master");
    }

    @Override
    protected void publish(ChangelogSource source, Map<String, byte[]> files) {
        repository.commitBytes("master", files);
    }

    @Test
    void whatRealGitPackedAndPrunedIsRead() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append("insert into t values (").append(i * 7919 % 1000).append(");\n");
        }
        Path work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "main", work.toString());
        for (int i = 0; i < 5; i++) {
            Files.writeString(
                    work.resolve("V1__big.sql"), text.append("-- ").append(i).append('\n'));
            RealGit.commit(work, "Change " + i);
            RealGit.run(work, "tag", "-a", "-m", "release", "v" + i);
        }
        RealGit.run(work, "gc", "-q", "--aggressive", "--prune=now");

        String url = work.toUri().toString();
        for (int i = 0; i < 5; i++) {
            String commit =
                    RealGit.run(work, "rev-parse", "v" + i + "^{commit}").strip();
            var changelog = GitSource.of(url, "v" + i).fetch();
            assertThat(changelog.origin().revision()).contains(commit);
            assertThat(changelog.files().get(0).bytes())
                    .asString()
                    .isEqualTo(RealGit.run(work, "show", commit + ":V1__big.sql"));
            assertThat(GitSource.of(url, commit).fetch().digest()).isEqualTo(changelog.digest());
        }
        assertThat(GitSource.builder(url).build().fetch().digest())
                .isEqualTo(ChangelogSource.directory(work).fetch().digest());
    }

    @Test
    void linkedWorkingTreesAndSharedClonesAreRead() throws Exception {
        Path work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "main", work.toString());
        Files.writeString(work.resolve("V1__a.sql"), "select 1;");
        RealGit.commit(work, "one");
        RealGit.run(
                work,
                "worktree",
                "add",
                "-q",
                "-b",
                "next",
                folder.resolve("linked").toString());
        RealGit.run(
                folder,
                "clone",
                "-q",
                "--shared",
                work.toString(),
                folder.resolve("shared").toString());
        String digest = ChangelogSource.directory(work).fetch().digest();

        for (String name : new String[] {"linked", "shared"}) {
            assertThat(GitSource.builder(folder.resolve(name).toUri().toString())
                            .build()
                            .fetch()
                            .digest())
                    .as(name)
                    .isEqualTo(digest);
        }
    }

    @Test
    void whatIsNoRepositoryIsSaid() throws Exception {
        String nowhere = folder.resolve("nowhere").toUri().toString();
        assertThatThrownBy(() -> GitSource.of(nowhere, "main").fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessage("Cannot fetch " + nowhere + " at 'main': there is no such directory: check the path");
        Files.createDirectory(folder.resolve("empty"));
        String empty = folder.resolve("empty").toUri().toString();
        assertThatThrownBy(() -> GitSource.of(empty, "main").fetch())
                .hasMessage("Cannot fetch " + empty
                        + " at 'main': there is no Git repository in this directory: check the path");
    }
}
