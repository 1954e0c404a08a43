package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fetches in a JVM of its own, on a machine that is full of traps or lacks everything. */
@Timeout(120)
class UndisturbedHostTest {
    private static final DeployKey KEY = DeployKey.ed25519();

    @TempDir
    static Path folder;

    private static SampleRepository repository;
    private static SshGitServer server;

    /** Run in the other JVM. */
    public static final class Fetch {
        /** Arguments: known hosts, and URLs to fetch from; standard input: the key. */
        public static void main(String[] arguments) throws Exception {
            SystemReader before = SystemReader.getInstance();
            String key = new String(System.in.readAllBytes(), UTF_8);
            for (String url : List.of(arguments).subList(1, arguments.length)) {
                var source = GitSource.builder(url)
                        .directory("sql")
                        .sshKey(CredentialProvider.of(SshKey.of(Secret.of(key))))
                        .knownHosts(arguments[0]);
                System.out.println(source.build().fetch());
            }
            if (SystemReader.getInstance() != before) {
                throw new IllegalStateException("JGit's SystemReader stays replaced");
            }
        }
    }

    @BeforeAll
    static void start() {
        repository = SampleRepository.inMemory();
        repository.commit("master", Map.of("sql/V1__a.sql", "select 1;"));
        server = SshGitServer.start().serve("a.git", repository).authorize(KEY);
        try (var bare = SampleRepository.bare(folder.resolve("schema.git"))) {
            bare.commit("master", Map.of("sql/V1__a.sql", "select 1;"));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        repository.close();
    }

    private static OtherJvm fetch(Path home) {
        var jvm = OtherJvm.of(
                Fetch.class,
                List.of("-Duser.home=" + home, "-Djava.io.tmpdir=" + folder.resolve("no-tmp")),
                List.of(
                        server.knownHosts(),
                        server.url("a.git"),
                        folder.resolve("schema.git").toUri().toString()));
        jvm.process().directory(folder.resolve("empty").toFile());
        return jvm;
    }

    private static Path poisonedHome() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve(".ssh"));
        Files.createDirectories(home.resolve(".config/git"));
        Files.writeString(home.resolve(".gitconfig"), "[this is no configuration\n");
        Files.writeString(home.resolve(".config/git/config"), "[nor is this\n");
        Files.writeString(home.resolve(".ssh/config"), "Host *\n  HostName 192.0.2.1\n  ProxyJump nowhere.invalid\n");
        Files.writeString(home.resolve(".ssh/known_hosts"), "* ssh-rsa AAAA\n");
        return home;
    }

    private static List<Path> files() throws Exception {
        try (var all = Files.walk(folder)) {
            return all.sorted().toList();
        }
    }

    @Test
    void noConfigurationOfTheMachineIsReadAndNothingIsWritten() throws Exception {
        Path home = poisonedHome();
        Path fake = Files.createDirectories(folder.resolve("bin"));
        Path trap = Files.writeString(fake.resolve("git"), "#!/bin/sh\ntouch " + folder.resolve("git-was-run") + "\n");
        trap.toFile().setExecutable(true);
        Files.createDirectories(folder.resolve("empty"));
        OtherJvm jvm = fetch(home);
        var environment = jvm.process().environment();
        environment.put("HOME", home.toString());
        environment.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
        environment.put("PATH", fake + ":" + System.getenv("PATH"));
        environment.put("GIT_SSH", trap.toString());
        environment.put("GIT_SSH_COMMAND", trap.toString());
        List<Path> before = files();
        assertThat(jvm.run(KEY.openSsh()))
                .containsPattern("(?s)1 file].*1 file]")
                .doesNotContain("ERROR", "WARN");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void neitherHomeNorAnyPlaceToWriteIsNeeded() throws Exception {
        Files.createDirectories(folder.resolve("empty"));
        OtherJvm jvm = fetch(folder.resolve("no-home"));
        jvm.process().command(ReadOnlyFileSystem.around(jvm.process().command()));
        jvm.process().environment().keySet().retainAll(List.of("PATH", "LD_LIBRARY_PATH"));
        List<Path> before = files();
        assertThat(jvm.run(KEY.openSsh()))
                .containsPattern("(?s)1 file].*1 file]")
                .doesNotContain("ERROR", "WARN");
        assertThat(files()).isEqualTo(before);
        ReadOnlyFileSystem.assumeAllowed();
    }
}
