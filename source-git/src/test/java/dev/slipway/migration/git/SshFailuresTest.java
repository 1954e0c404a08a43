package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SshFailuresTest {
    private static final DeployKey KEY = DeployKey.ed25519();
    private static final String PATH = "acme/schema.git";

    private final SampleRepository repository = SampleRepository.inMemory();
    private final DeployKey hostKey = DeployKey.ed25519();
    private final SshGitServer server =
            SshGitServer.start(hostKey).serve(PATH, repository).authorize(KEY);
    private String commit;

    @BeforeEach
    void fill() {
        commit = repository.commit("master", Map.of("sql/V1__a.sql", "select 1;", "docs/a.md", "a"));
        repository.lightTag("v40", commit);
        repository.annotatedTag("v41", commit);
        repository.commit("develop", Map.of("sql/V2__b.sql", "select 2;"));
    }

    @AfterEach
    void stop() {
        server.close();
        repository.close();
    }

    private GitSource.Builder source() {
        return GitSource.builder(server.url(PATH))
                .sshKey(CredentialProvider.of(KEY.asSshKey()))
                .knownHosts(server.knownHosts());
    }

    private String failure(GitSource.Builder source) {
        Throwable failure = catchThrowable(() -> source.build().fetch());
        assertThat(failure).isInstanceOf(ChangelogException.class);
        assertThat(failure.getMessage()).hasLineCount(1).doesNotEndWith(".");
        return failure.getMessage();
    }

    @Test
    void branchesTagsAndCommitsAreFetched() {
        for (String reference :
                new String[] {"master", "v40", "v41", "refs/heads/master", "refs/tags/v41", commit, "HEAD"}) {
            var changelog =
                    source().reference(reference).directory("/sql/").build().fetch();
            assertThat(changelog.files()).extracting("path").containsExactly("V1__a.sql");
            assertThat(changelog.origin()).hasToString(server.url(PATH) + " at '" + reference + "' (" + commit + ")");
        }
        assertThat(source().reference("develop")
                        .directory("sql")
                        .build()
                        .fetch()
                        .files())
                .extracting("path")
                .containsExactly("V2__b.sql");
    }

    @Test
    void theDefaultBranchIsTheRepositorys() {
        repository.defaultBranch("develop");
        assertThat(source().directory("sql").build().fetch().file("V2__b.sql")).isPresent();
    }

    @Test
    void aCommitThatIsNoTipIsFetchedByItsId() {
        repository.commit("master", Map.of("sql/V1__a.sql", "select 1;", "sql/V2__b.sql", "select 2;"));
        repository.jgit().getConfig().setBoolean("uploadpack", null, "allowReachableSHA1InWant", true);
        repository.lightTag("v40", repository.commit("other", Map.of("a", "b")));
        assertThat(source().reference(commit).directory("sql").build().fetch().files())
                .hasSize(1);
    }

    @Test
    void aMissingReferenceIsSaidWithWhatThereIs() {
        assertThat(failure(source().reference("v42")))
                .isEqualTo("Cannot fetch " + server.url(PATH)
                        + " at 'v42': no such branch, tag or commit (branches: develop, master; tags: v40, v41)");
    }

    @Test
    void aShortCommitIdIsRefused() {
        assertThat(failure(source().reference(commit.substring(0, 8))))
                .contains("a commit id needs all of its 40 digits (branches: develop, master; tags: v40, v41)");
    }

    @Test
    void anUnknownCommitIsSaid() {
        assertThat(failure(source().reference("0123456789012345678901234567890123456789")))
                .contains(
                        "the server has no such commit, or does not hand out commits that no branch or tag points to");
    }

    @Test
    void aNameThatIsABranchAndATagIsAmbiguousIfTheyDiffer() {
        repository.lightTag("develop", commit);
        assertThat(failure(source().reference("develop")))
                .endsWith("there are a branch and a tag of this name: say 'refs/heads/develop' or 'refs/tags/develop'");
        repository.lightTag("master", commit);
        assertThat(source().reference("master").build().fetch().files()).isNotEmpty();
    }

    @Test
    void aMissingDirectoryIsSaidWithWhatThereIs() {
        assertThat(failure(source().reference("master").directory("sqll")))
                .isEqualTo("Cannot use " + server.url(PATH) + " at 'master' (" + commit
                        + "): there is no directory 'sqll' (directories: docs, sql)");
        assertThat(failure(source().reference("master").directory("sql/V1__a.sql")))
                .endsWith("'sql/V1__a.sql' is a file, not a directory");
    }

    @Test
    void aKeyThatIsNotAcceptedIsSaidWithItsFingerprint() {
        server.revoke(KEY);
        assertThat(failure(source()))
                .isEqualTo("Cannot fetch " + server.url(PATH) + ": the server does not accept the key ssh-ed25519 "
                        + KEY.fingerprint() + ": add its public key to the repository's deploy keys");
    }

    @Test
    void aRefusedKeyIsReplacedOnce() {
        DeployKey old = DeployKey.ed25519();
        var replaced = new AtomicInteger();
        var provider = new CredentialProvider<SshKey>() {
            @Override
            public SshKey get() {
                return old.asSshKey();
            }

            @Override
            public SshKey replace(SshKey rejected) {
                replaced.incrementAndGet();
                return KEY.asSshKey();
            }
        };
        assertThat(source().sshKey(provider).build().fetch().files()).isNotEmpty();
        assertThat(replaced).hasValue(1);
        assertThat(server.offeredKeys()).containsExactlyInAnyOrder(old.fingerprint(), KEY.fingerprint());
        server.revoke(KEY);
        failure(source().sshKey(provider));
        assertThat(replaced).hasValue(2);
    }

    @Test
    void aDefaultBranchWithoutCommitsIsSaid() {
        repository.defaultBranch("trunk");
        assertThat(failure(source()))
                .endsWith("the repository's default branch has no commits: name a branch (branches: develop, master;"
                        + " tags: v40, v41)");
    }

    @Test
    void aServerThatHangsUpIsSaid() throws Exception {
        try (var rude = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var thread = new Thread(() -> {
                try {
                    rude.accept().close();
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            thread.start();
            var source = GitSource.builder("ssh://git@127.0.0.1:" + rude.getLocalPort() + "/a.git")
                    .sshKey(CredentialProvider.of(KEY.asSshKey()));
            assertThat(failure(source)).containsPattern(": the connection broke \\(.+\\)$");
            thread.join();
        }
    }

    @Test
    void aProvidersOwnExceptionComesThrough() {
        var failure = new CredentialException("no permission");
        assertThatThrownBy(() -> source().sshKey(() -> {
                            throw failure;
                        })
                        .build()
                        .fetch())
                .isSameAs(failure);
    }

    @Test
    void withoutAKeyNothingIsTried() {
        assertThatThrownBy(() -> GitSource.of(server.url(PATH), "master").fetch())
                .hasMessage(
                        "Cannot fetch " + server.url(PATH) + " at 'master': SSH needs a key: give one by sshKey(…)");
        assertThat(server.uploads()).isZero();
    }

    @Test
    void anUnknownHostKeyIsNeverTrusted() {
        var unpinned = GitSource.builder(server.url(PATH)).sshKey(CredentialProvider.of(KEY.asSshKey()));
        assertThat(failure(unpinned))
                .isEqualTo("Cannot fetch " + server.url(PATH) + ": the host key of [127.0.0.1]:" + server.port()
                        + " is not known: it is ssh-ed25519 " + hostKey.fingerprint()
                        + "; if the server's operator publishes this fingerprint, add to the known hosts: "
                        + server.knownHosts());
        assertThat(server.offeredKeys()).isEmpty();
    }

    @Test
    void theLineOfTheMessagePinsTheKey() {
        String message = failure(GitSource.builder(server.url(PATH)).sshKey(CredentialProvider.of(KEY.asSshKey())));
        String line = message.substring(message.indexOf("known hosts: ") + "known hosts: ".length());
        assertThat(GitSource.builder(server.url(PATH))
                        .sshKey(CredentialProvider.of(KEY.asSshKey()))
                        .knownHosts(line)
                        .build()
                        .fetch()
                        .files())
                .isNotEmpty();
    }

    @Test
    void aChangedHostKeyIsSaidLoudly() {
        DeployKey other = DeployKey.ed25519();
        String pinned = "[127.0.0.1]:" + server.port() + " " + other.publicLine();
        var source = GitSource.builder(server.url(PATH))
                .sshKey(CredentialProvider.of(KEY.asSshKey()))
                .knownHosts(pinned);
        assertThat(failure(source))
                .contains("the host key of [127.0.0.1]:" + server.port() + " changed: known is ssh-ed25519 "
                        + other.fingerprint() + ", but the server shows ssh-ed25519 " + hostKey.fingerprint()
                        + "; somebody else may be answering: only if the server's operator publishes this fingerprint,"
                        + " replace the known host's line by: " + server.knownHosts());
        assertThat(server.offeredKeys()).isEmpty();
    }

    @Test
    void aRevokedHostKeyIsRefusedThoughItIsKnown() {
        assertThat(failure(source().knownHosts("@revoked * " + hostKey.publicLine())))
                .endsWith("the host key of [127.0.0.1]:" + server.port() + " (ssh-ed25519 " + hostKey.fingerprint()
                        + ") is revoked by the known hosts: somebody else may be answering, or the server still uses a"
                        + " key that was given up");
        // Trusted and revoked by the bare name of a host that listens at another port.
        assertThat(failure(source().knownHosts("127.0.0.1 " + hostKey.publicLine())
                        .knownHosts("@revoked 127.0.0.1 " + hostKey.publicLine())))
                .contains("is revoked");
    }

    @Test
    void aHostWithSeveralKeysShowsTheOneThatIsKnown() {
        DeployKey rsa = DeployKey.rsa();
        try (var many = SshGitServer.start(DeployKey.ed25519(), DeployKey.ecdsa(256), rsa)
                .serve(PATH, repository)
                .authorize(KEY)) {
            assertThat(GitSource.builder(many.url(PATH))
                            .sshKey(CredentialProvider.of(KEY.asSshKey()))
                            .knownHosts("[127.0.0.1]:" + many.port() + " " + rsa.publicLine())
                            .build()
                            .fetch()
                            .files())
                    .isNotEmpty();
        }
    }

    @Test
    void aMissingRepositoryIsSaidInTheServersWords() {
        var source = GitSource.builder(server.url("acme/none.git"))
                .sshKey(CredentialProvider.of(KEY.asSshKey()))
                .knownHosts(server.knownHosts());
        assertThat(failure(source))
                .endsWith(
                        "the server says 'fatal: 'acme/none.git' does not appear to be a git repository': check the path,"
                                + " and that the key or login may read this repository");
    }

    @Test
    void anEmptyRepositoryIsSaid() {
        try (var empty = SampleRepository.inMemory()) {
            server.serve("empty.git", empty);
            var source = GitSource.builder(server.url("empty.git"))
                    .sshKey(CredentialProvider.of(KEY.asSshKey()))
                    .knownHosts(server.knownHosts());
            assertThat(failure(source)).endsWith("the repository is empty: push a commit first");
        }
    }

    @Test
    void aRepositoryThatIsTooLargeIsSaid() {
        var noise = new byte[100_000];
        new java.util.Random(1).nextBytes(noise);
        repository.commitBytes("large", Map.of("sql/V1__a.sql", new byte[10], "noise.bin", noise));
        assertThat(failure(source().reference("large").directory("sql").limit(50_000)))
                .contains("the files of the whole repository take more than 50000 bytes packed");
        repository.commitBytes("zeros", Map.of("V1__a.sql", new byte[200_000]));
        assertThat(failure(source().reference("zeros").limit(50_000))).contains("the files take more than 50000 bytes");
    }

    @Test
    void aServerThatHangsEndsByTheTimeout() {
        server.hang();
        assertThat(failure(source().timeout(Duration.ofSeconds(1))))
                .contains(
                        "no complete answer within 1 s: check that the server can be reached from here, or raise the timeout");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingEndsByTheTimeout() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var source = GitSource.builder("ssh://git@127.0.0.1:" + silent.getLocalPort() + "/a.git")
                    .sshKey(CredentialProvider.of(KEY.asSshKey()))
                    .timeout(Duration.ofMillis(600));
            assertThat(failure(source)).contains("no complete answer within 600 ms");
        }
    }

    @Test
    void aPortWhereNothingListensIsSaid() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var source = GitSource.builder("ssh://git@127.0.0.1:" + port + "/a.git")
                .sshKey(CredentialProvider.of(KEY.asSshKey()));
        assertThat(failure(source))
                .endsWith("nothing answers at this host and port: check the URL, and that the network lets it through");
        var unknown =
                GitSource.builder("ssh://git@no-such-host.invalid/a.git").sshKey(CredentialProvider.of(KEY.asSshKey()));
        assertThat(failure(unknown)).endsWith("there is no host of this name: check the URL, and name resolution");
    }

    @Test
    void anInterruptEndsAFetchAndStaysSet() throws Exception {
        server.hang();
        var failure = new AtomicReference<Throwable>();
        var flag = new AtomicReference<Boolean>();
        var thread = new Thread(() -> {
            failure.set(catchThrowable(() -> source().build().fetch()));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        server.awaitHungClient();
        thread.interrupt();
        thread.join(10_000);
        assertThat(failure.get()).isInstanceOf(ChangelogException.class).hasMessageContaining("interrupted");
        assertThat(flag.get()).isTrue();
    }

    @Test
    void noThreadIsLeft() {
        source().build().fetch();
        server.hang();
        failure(source().timeout(Duration.ofSeconds(1)));
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("sshd-SshClient") || name.startsWith("slipway"))
                                .collect(Collectors.toList()))
                        .isEmpty());
    }

    @Test
    void noSecretIsInAnyFailure() {
        String text = KEY.openSsh();
        String piece = text.substring(200, 240);
        Throwable failure = catchThrowable(() -> source().sshKey(
                        CredentialProvider.of(SshKey.of(Secret.of(text.replace("AAAA", "A?AA")))))
                .build()
                .fetch());
        assertThat(failure).isInstanceOf(CredentialException.class).hasNoCause();
        assertThat(failure.getMessage()).doesNotContain(piece).startsWith("The SSH key cannot be read: OpenSSH (");
    }
}
