package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
        NeededHere.require(installed, SSHD + " or " + GIT, "install openssh-server and git");
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
        onlyForOwner(hostKeyFile);
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
                # A shell that thinks it is within another one does not read the user's .bashrc.
                SetEnv SHLVL=2
                """.formatted(port, hostKeyFile, folder.resolve("authorized_keys")));
        Process process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var server = new OpenSshServer(process, port, folder, repository, hostKey);
        server.awaitListening();
        return server;
    }

    /** Runs {@code ssh-keygen}. */
    static void keygen(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // It must not wait for answers to its questions.
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
    }

    /** What OpenSSH demands of a file with a private key. */
    static void onlyForOwner(Path file) {
        file.toFile().setReadable(false, false);
        file.toFile().setReadable(true, true);
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
        authorize(key.publicLine());
    }

    /** As {@link #authorize(DeployKey)}, by the line of the public key. */
    void authorize(String publicLine) throws IOException {
        String line = "command=\"git-upload-pack '" + repository + "'\",restrict " + publicLine.strip() + "\n";
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
