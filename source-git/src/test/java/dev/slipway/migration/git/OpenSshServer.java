package dev.slipway.migration.git;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The machine's {@code sshd} with a configuration of its own, on the loopback interface. */
public final class OpenSshServer implements AutoCloseable {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Path GIT = Path.of("/usr/bin/git");

    private final Process process;
    private final int port;
    private final Path folder;
    private final Path repository;
    private final DeployKey hostKey;

    private OpenSshServer(Process process, int port, Path folder, Path repository, DeployKey hostKey) {
        this.process = process;
        this.port = port;
        this.folder = folder;
        this.repository = repository;
        this.hostKey = hostKey;
    }

    /** Skips the test where there is no {@code sshd}, but for continuous integration, where that is a failure. */
    public static void requireInstalled() {
        boolean installed = Files.isExecutable(SSHD) && Files.isExecutable(GIT);
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(SSHD + " or " + GIT + " is not installed: install openssh-server and git");
        }
        Assumptions.assumeTrue(installed, SSHD + " or " + GIT + " is not installed");
    }

    /**
     * Starts a server.
     *
     * @param folder a directory for its files; created
     * @param repository the one that keys may read
     */
    public static OpenSshServer start(Path folder, Path repository) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        // Only root's sshd wants it; it is empty.
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        DeployKey hostKey = DeployKey.ed25519();
        Path hostKeyFile = folder.resolve("host_key");
        Files.writeString(hostKeyFile, hostKey.openSsh());
        hostKeyFile.toFile().setReadable(false, false);
        hostKeyFile.toFile().setReadable(true, true);
        Files.writeString(folder.resolve("authorized_keys"), "");
        int port = freePort();
        Path config = folder.resolve("sshd_config");
        Files.writeString(config, """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                AuthenticationMethods publickey
                PermitRootLogin yes
                UsePAM no
                StrictModes no
                AcceptEnv GIT_PROTOCOL
                """.formatted(port, hostKeyFile, folder.resolve("authorized_keys")));
        Process process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var server = new OpenSshServer(process, port, folder, repository, hostKey);
        server.awaitListening();
        return server;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); System.nanoTime() < end; ) {
            if (Files.readString(folder.resolve("log")).contains("Server listening")) {
                return;
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        process.destroy();
        throw new IllegalStateException("sshd did not start: " + Files.readString(folder.resolve("log")));
    }

    /** Lets a key read the repository and do nothing else. */
    public void authorize(DeployKey key) throws IOException {
        String line = "command=\"git-upload-pack '" + repository + "'\",restrict " + key.publicLine() + "\n";
        Files.writeString(folder.resolve("authorized_keys"), line, StandardOpenOption.APPEND);
    }

    public int port() {
        return port;
    }

    public String url() {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + repository;
    }

    public String knownHosts() {
        return "[127.0.0.1]:" + port + " " + hostKey.publicLine();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor(10, TimeUnit.SECONDS);
    }
}
