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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A fetch in a JVM of its own, on a machine that is full of traps. */
@Timeout(120)
class UndisturbedHostTest {
    @TempDir
    Path folder;

    /** Run in the other JVM. */
    public static final class Fetch {
        public static void main(String[] arguments) throws Exception {
            SystemReader before = SystemReader.getInstance();
            String key = new String(System.in.readAllBytes(), UTF_8);
            var builder = GitSource.builder(arguments[0]).directory("sql");
            if (arguments.length > 1) {
                builder.sshKey(CredentialProvider.of(SshKey.of(Secret.of(key)))).knownHosts(arguments[1]);
            }
            System.out.println(builder.build().fetch());
            if (SystemReader.getInstance() != before) {
                throw new IllegalStateException("JGit's SystemReader stays replaced");
            }
        }
    }

    private String fetch(Path home, List<String> arguments, String key) throws Exception {
        Path fake = Files.createDirectories(folder.resolve("bin"));
        Path trap = fake.resolve("git");
        Files.writeString(trap, "#!/bin/sh\ntouch " + folder.resolve("git-was-run") + "\n");
        trap.toFile().setExecutable(true);
        var command = new java.util.ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + folder.resolve("no-tmp"),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Fetch.class.getName()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(Files.createDirectories(folder.resolve("empty")).toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("XDG_CONFIG_HOME", home.resolve(".config").toString());
        builder.environment().put("PATH", fake + ":" + System.getenv("PATH"));
        builder.environment().put("GIT_SSH", trap.toString());
        builder.environment().put("GIT_SSH_COMMAND", trap.toString());
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(key.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(folder.resolve("git-was-run")).doesNotExist();
        assertThat(folder.resolve("empty")).isEmptyDirectory();
        assertThat(folder.resolve("no-tmp")).doesNotExist();
        return output;
    }

    private Path poisonedHome() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.createDirectories(home.resolve(".ssh"));
        Files.createDirectories(home.resolve(".config/git"));
        Files.writeString(home.resolve(".gitconfig"), "[this is no configuration\n");
        Files.writeString(home.resolve(".config/git/config"), "[nor is this\n");
        Files.writeString(home.resolve(".ssh/config"), "Host *\n  HostName 192.0.2.1\n  ProxyJump nowhere.invalid\n");
        Files.writeString(home.resolve(".ssh/known_hosts"), "* ssh-rsa AAAA\n");
        return home;
    }

    private long count(Path directory) throws Exception {
        try (var all = Files.walk(directory)) {
            return all.count();
        }
    }

    @Test
    void overSshNeitherHomeNorTemporaryDirectoryIsTouched() throws Exception {
        DeployKey key = DeployKey.ed25519();
        try (var repository = SampleRepository.inMemory();
                var server = SshGitServer.start().serve("a.git", repository).authorize(key)) {
            repository.commit("master", Map.of("sql/V1__a.sql", "select 1;"));
            var arguments = List.of(server.url("a.git"), server.knownHosts());
            Path home = poisonedHome();
            long before = count(home);
            assertThat(fetch(home, arguments, key.openSsh()))
                    .contains("1 file]")
                    .doesNotContain("ERROR", "WARN");
            assertThat(count(home)).isEqualTo(before);
            assertThat(fetch(folder.resolve("no-home"), arguments, key.openSsh()))
                    .contains("1 file]");
            assertThat(folder.resolve("no-home")).doesNotExist();
        }
    }

    @Test
    void aLocalRepositoryIsOnlyRead() throws Exception {
        try (var repository = SampleRepository.bare(folder.resolve("schema.git"))) {
            repository.commit("master", Map.of("sql/V1__a.sql", "select 1;"));
        }
        Path home = poisonedHome();
        long before = count(folder.resolve("schema.git"));
        assertThat(fetch(home, List.of(folder.resolve("schema.git").toUri().toString()), ""))
                .contains("1 file]");
        assertThat(count(folder.resolve("schema.git"))).isEqualTo(before);
    }
}
