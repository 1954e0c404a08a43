package dev.slipway.migration.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.eclipse.jgit.transport.UploadPack;

/**
 * A Git server on the loopback interface: SSH with public keys, {@code git-upload-pack} and nothing else. It speaks the
 * real protocols to the real client. User name: {@code git}.
 */
public final class SshGitServer implements AutoCloseable {
    private final SshServer server;
    private final Map<String, SampleRepository> repositories = new ConcurrentHashMap<>();
    private final List<PublicKey> authorized = new CopyOnWriteArrayList<>();
    private final List<DeployKey> hostKeys;
    private final AtomicInteger uploads = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Set<String> offeredKeys = ConcurrentHashMap.newKeySet();
    private final CountDownLatch hung = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean hanging;

    private SshGitServer(List<DeployKey> hostKeys) throws IOException {
        this.hostKeys = List.copyOf(hostKeys);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(
                KeyPairProvider.wrap(hostKeys.stream().map(DeployKey::pair).toList()));
        server.setPublickeyAuthenticator((user, key, session) -> authenticate(user, key));
        server.setCommandFactory((channel, command) -> new UploadCommand(command));
        server.start();
    }

    /** Starts a server with a new ed25519 host key. */
    public static SshGitServer start() {
        return start(DeployKey.ed25519());
    }

    /** Starts a server with host keys of the test's choice, one of each type at most. */
    public static SshGitServer start(DeployKey... hostKeys) {
        try {
            return new SshGitServer(List.of(hostKeys));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /**
     * Serves a repository, which stays the caller's to close.
     *
     * @param path such as {@code acme/schema.git}
     */
    public SshGitServer serve(String path, SampleRepository repository) {
        repositories.put(path, repository);
        return this;
    }

    /** Lets a key in. */
    public SshGitServer authorize(DeployKey key) {
        authorized.add(key.pair().getPublic());
        return this;
    }

    /** As {@link #authorize(DeployKey)}, by the line of the public key. */
    void authorize(String publicLine) throws IOException, GeneralSecurityException {
        authorized.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(publicLine).resolvePublicKey(null, null));
    }

    /** Lets a key in no more. */
    public void revoke(DeployKey key) {
        authorized.removeIf(known -> KeyUtils.compareKeys(known, key.pair().getPublic()));
    }

    /** From now on, {@code git-upload-pack} is accepted and says nothing. */
    public void hang() {
        hanging = true;
    }

    /** Waits until a client waits for a server that {@link #hang hangs}. */
    public void awaitHungClient() throws InterruptedException {
        hung.await();
    }

    public int port() {
        return server.getPort();
    }

    /** {@code ssh://git@127.0.0.1:port/path}. */
    public String url(String path) {
        return "ssh://git@127.0.0.1:" + port() + "/" + path;
    }

    /** One line of {@code known_hosts} for each host key. */
    public String knownHosts() {
        return hostKeys.stream()
                .map(key -> "[127.0.0.1]:" + port() + " " + key.publicLine())
                .collect(Collectors.joining("\n"));
    }

    /** How often {@code git-upload-pack} was run. */
    public int uploads() {
        return uploads.get();
    }

    /** How often a key was refused. */
    public int refusals() {
        return refusals.get();
    }

    /** The fingerprints of all keys that clients offered. */
    public Set<String> offeredKeys() {
        return Set.copyOf(offeredKeys);
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.stop(true);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private boolean authenticate(String user, PublicKey key) {
        offeredKeys.add(KeyUtils.getFingerPrint(key));
        boolean accepted = user.equals("git") && KeyUtils.findMatchingKey(key, new ArrayList<>(authorized)) != null;
        if (!accepted) {
            refusals.incrementAndGet();
        }
        return accepted;
    }

    /** {@code git-upload-pack '/path'}, on a thread of its own as the server asks for. */
    private final class UploadCommand implements Command {
        private final String command;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback exit = (code, message, closeImmediately) -> {};
        private Thread thread = new Thread();

        UploadCommand(String command) {
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream in) {
            this.in = in;
        }

        @Override
        public void setOutputStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void setErrorStream(OutputStream err) {
            this.err = err;
        }

        @Override
        public void setExitCallback(ExitCallback exit) {
            this.exit = exit;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            String protocol = environment.getEnv().getOrDefault("GIT_PROTOCOL", "");
            thread = new Thread(() -> run(protocol), "git-upload-pack");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void destroy(ChannelSession channel) {
            thread.interrupt();
        }

        private void run(String protocol) {
            int code = 128;
            try {
                uploads.incrementAndGet();
                if (hanging) {
                    hung.countDown();
                    closed.await();
                }
                code = upload(protocol);
            } catch (IOException | InterruptedException | RuntimeException clientWentAway) {
                // Nobody is there to be told.
            } finally {
                exit.onExit(code);
            }
        }

        private int upload(String protocol) throws IOException {
            String path = command.replaceFirst("^git-upload-pack '/*", "").replaceFirst("'$", "");
            SampleRepository repository = repositories.get(path);
            if (repository == null) {
                err.write(("fatal: '" + path + "' does not appear to be a git repository\n").getBytes());
                err.flush();
                return 128;
            }
            var upload = new UploadPack(repository.jgit());
            if (!protocol.isEmpty()) {
                upload.setExtraParameters(List.of(protocol.split(":")));
            }
            upload.upload(in, out, err);
            return 0;
        }
    }
}
