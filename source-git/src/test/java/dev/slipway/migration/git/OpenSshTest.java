package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real thing: OpenSSH's server, real Git, and a deploy key that may do nothing but read one repository. Its forms: {@link KeyFormsTest}. */
@Timeout(120)
class OpenSshTest {
    private static final DeployKey KEY = DeployKey.ed25519();

    @TempDir
    static Path folder;

    private static OpenSshServer server;
    private static Path work;

    @BeforeAll
    static void start() throws Exception {
        OpenSshServer.requireInstalled();
        work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "master", work.toString());
        Files.createDirectories(work.resolve("sql/common"));
        Files.writeString(work.resolve("sql/V1__a.sql"), "select 1;\r\n");
        Files.writeString(work.resolve("sql/common/R__b.sql"), "select 2;");
        RealGit.commit(work, "one");
        RealGit.run(work, "tag", "-a", "-m", "release", "v1");
        RealGit.run(work, "tag", "light");
        Files.writeString(work.resolve("sql/V2__c.sql"), "select 3;");
        RealGit.commit(work, "two");
        RealGit.run(work, "gc", "-q");
        RealGit.run(
                folder,
                "clone",
                "-q",
                "--bare",
                work.toString(),
                folder.resolve("schema.git").toString());
        server = OpenSshServer.start(folder.resolve("sshd"), folder.resolve("schema.git"));
        server.authorize(KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static GitSource.Builder source(DeployKey key) {
        return GitSource.builder(server.url())
                .directory("sql")
                .sshKey(CredentialProvider.of(key.asSshKey()))
                .knownHosts(server.knownHosts());
    }

    @Test
    void branchesTagsAndCommitsAreFetched() throws Exception {
        String digest = ChangelogSource.directory(work.resolve("sql")).fetch().digest();
        String first = RealGit.run(work, "rev-parse", "v1^{commit}").strip();
        for (String reference : List.of("HEAD", "master", "refs/heads/master")) {
            assertThat(source(KEY).reference(reference).build().fetch().digest())
                    .isEqualTo(digest);
        }
        for (String reference : List.of("v1", "light", first)) {
            var tagged = source(KEY).reference(reference).build().fetch();
            assertThat(tagged.origin().revision()).contains(first);
            assertThat(tagged.files()).hasSize(2);
        }
    }

    @Test
    void theFailuresAreThoseOfTheStandIn() throws Exception {
        DeployKey unknown = DeployKey.ed25519();
        assertThatThrownBy(() -> source(unknown).build().fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("the server does not accept the key ssh-ed25519 " + unknown.fingerprint());
        assertThatThrownBy(() -> source(KEY).reference("v2").build().fetch())
                .hasMessageEndingWith("at 'v2': no such branch, tag or commit (branches: master; tags: light, v1)");
        assertThatThrownBy(() -> source(KEY)
                        .reference("0123456789012345678901234567890123456789")
                        .build()
                        .fetch())
                .hasMessageContaining("the server has no such commit");
        assertThatThrownBy(() -> GitSource.builder(server.url())
                        .sshKey(CredentialProvider.of(KEY.asSshKey()))
                        .knownHosts(server.knownHosts().split(" ")[0] + " " + unknown.publicLine())
                        .build()
                        .fetch())
                .hasMessageContaining(" changed: known is ssh-ed25519 " + unknown.fingerprint());
    }
}
