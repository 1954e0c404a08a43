package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Git's own server side over HTTPS, with a certificate authority that only the source knows. */
@Timeout(120)
class HttpBackendTest {
    private static final UsernamePassword LOGIN = new UsernamePassword("x-access-token", Secret.of("s3cret-token"));

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static HttpGitServer server;
    private static HttpGitServer elsewhere;
    private static Path work;

    @BeforeAll
    static void start() throws Exception {
        HttpGitServer.requireInstalled();
        work = folder.resolve("work");
        RealGit.run(folder, "init", "-q", "-b", "trunk", work.toString());
        Files.createDirectories(work.resolve("sql/common"));
        Files.writeString(work.resolve("sql/V1__a.sql"), "select 1;\r\n");
        Files.writeString(work.resolve("sql/common/R__b.sql"), "select 2;");
        RealGit.commit(work, "one");
        RealGit.run(work, "tag", "-a", "-m", "release", "v1");
        RealGit.run(work, "tag", "light");
        Files.writeString(work.resolve("sql/V2__c.sql"), "select 3;");
        RealGit.commit(work, "two");
        Path root = Files.createDirectories(folder.resolve("root/acme"));
        RealGit.run(
                folder,
                "clone",
                "-q",
                "--bare",
                work.toString(),
                root.resolve("schema.git").toString());
        authority = new TestAuthority(folder);
        server = HttpGitServer.start(root.getParent(), authority.server("ip:127.0.0.1"));
        server.allow("x-access-token", "s3cret-token");
        elsewhere = HttpGitServer.start(root.getParent(), authority.server("dns:git.example.com"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
            elsewhere.close();
        }
    }

    private static GitSource.Builder source() throws Exception {
        return GitSource.builder(server.url("acme/schema.git"))
                .directory("sql")
                .login(CredentialProvider.of(LOGIN))
                .certificateAuthority(authority.pem());
    }

    @Test
    void branchTagsCommitAndDefaultBranchAreFetched() throws Exception {
        String digest = ChangelogSource.directory(work.resolve("sql")).fetch().digest();
        String first = RealGit.run(work, "rev-parse", "v1^{commit}").strip();
        for (String reference : new String[] {"HEAD", "trunk", "refs/heads/trunk"}) {
            assertThat(source().reference(reference).build().fetch().digest()).isEqualTo(digest);
        }
        for (String reference : new String[] {"v1", "light", first}) {
            var changelog = source().reference(reference).build().fetch();
            assertThat(changelog.files()).extracting("path").containsExactly("V1__a.sql", "common/R__b.sql");
            assertThat(changelog.origin().revision()).contains(first);
            assertThat(changelog.toString()).doesNotContain("s3cret");
        }
        assertThat(server.requests())
                .contains(
                        "GET /acme/schema.git/info/refs?service=git-upload-pack version=2",
                        "POST /acme/schema.git/git-upload-pack version=2");
    }

    @Test
    void theFailuresSayWhatToDo() throws Exception {
        String where = "Cannot fetch " + server.url("acme/schema.git");
        assertThatThrownBy(() -> source().reference("v2").build().fetch())
                .hasMessage(where + " at 'v2': no such branch, tag or commit (branches: trunk; tags: light, v1)");
        assertThatThrownBy(() -> source().reference("0123456789012345678901234567890123456789")
                        .build()
                        .fetch())
                .hasMessage(where + " at '0123456789012345678901234567890123456789': the server has no such commit, or"
                        + " does not hand out commits that no branch or tag points to: name a branch or tag");
        var wrong = new UsernamePassword("x-access-token", Secret.of("0ld-token"));
        assertThatThrownBy(() ->
                        source().login(CredentialProvider.of(wrong)).build().fetch())
                .isInstanceOf(ChangelogException.class)
                .hasNoCause()
                .hasMessage(
                        where + ": the server does not accept the login of user 'x-access-token' (status 401): check"
                                + " the token, and that it may read this repository");
        assertThatThrownBy(() -> GitSource.builder(server.url("acme/none.git"))
                        .login(CredentialProvider.of(LOGIN))
                        .certificateAuthority(authority.pem())
                        .build()
                        .fetch())
                .hasMessage(
                        "Cannot fetch " + server.url("acme/none.git") + ": the server has no such repository, or does"
                                + " not show it: check the path, and that the key or login may read this repository");
        assertThatThrownBy(() -> source().limit(100).build().fetch())
                .hasMessage(where + ": the files of the whole repository take more than 100 bytes packed: raise the"
                        + " limit, or keep migrations in a smaller repository");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefusedBeforeTheLoginIsSent() throws Exception {
        int before = server.requests().size();
        assertThatThrownBy(() -> GitSource.builder(server.url("acme/schema.git"))
                        .login(CredentialProvider.of(LOGIN))
                        .build()
                        .fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessage(
                        "Cannot fetch " + server.url("acme/schema.git") + ": the certificate that the server shows is"
                                + " not trusted: check the URL, or give the authority that signed it by"
                                + " certificateAuthority(…)");
        assertThat(server.requests()).hasSize(before);
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedWhateverTheApplicationAllows() throws Exception {
        var source = GitSource.builder(elsewhere.url("acme/schema.git"))
                .certificateAuthority(authority.pem())
                .build();
        var verifier = HttpsURLConnection.getDefaultHostnameVerifier();
        HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true);
        try {
            assertThatThrownBy(source::fetch)
                    .isInstanceOf(ChangelogException.class)
                    .hasMessage("Cannot fetch " + elsewhere.url("acme/schema.git")
                            + ": the certificate that the server shows is another host's: check the URL");
        } finally {
            HttpsURLConnection.setDefaultHostnameVerifier(verifier);
        }
        assertThat(elsewhere.requests()).isEmpty();
    }

    @Test
    void theTrustOfTheWholeJvmStaysAsItIs() throws Exception {
        var context = SSLContext.getDefault();
        var sockets = HttpsURLConnection.getDefaultSSLSocketFactory();
        var verifier = HttpsURLConnection.getDefaultHostnameVerifier();
        source().build().fetch();
        assertThat(SSLContext.getDefault()).isSameAs(context);
        assertThat(HttpsURLConnection.getDefaultSSLSocketFactory()).isSameAs(sockets);
        assertThat(HttpsURLConnection.getDefaultHostnameVerifier()).isSameAs(verifier);
    }

    @Test
    void anAuthorityIsReadFromAnyTextAndRefusedIfItIsNone() throws Exception {
        String pem = authority.pem();
        for (String text : new String[] {pem.replace("\n", "\\n"), pem.strip(), "# comment\n" + pem + pem}) {
            assertThat(source().certificateAuthority(text).build().fetch().files())
                    .hasSize(3);
        }
        for (String none : new String[] {"", "/etc/ssl/ca.pem", pem.substring(0, 200)}) {
            assertThatThrownBy(() -> source().certificateAuthority(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("The certificate authority cannot be read: ");
        }
    }
}
