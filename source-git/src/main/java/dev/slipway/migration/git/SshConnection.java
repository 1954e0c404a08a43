package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.eclipse.jgit.util.QuotedString;
import org.jspecify.annotations.Nullable;

/**
 * {@code git-upload-pack} on a server, over an SSH client of its own: one that knows one key and some host keys, and
 * reads no file. (JGit's own SSH layer would look for a home directory, and for {@code GIT_SSH}.)
 */
final class SshConnection implements PackStreams {
    private static final List<BuiltinSignatures> SIGNATURES = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    private final GitUrl url;
    private final SshClient client;
    private final HostKeyCheck hostKeys;
    private @Nullable ChannelExec channel;

    private SshConnection(GitUrl url, KnownHosts knownHosts) {
        this.url = url;
        this.hostKeys = new HostKeyCheck(url, knownHosts);
        this.client = newClient();
    }

    /**
     * Logs in and starts {@code git-upload-pack}.
     *
     * @param scope closes the connection when the time is up
     * @throws Refused if the key is not accepted
     * @throws ChangelogException if the host key is not acceptable
     */
    static SshConnection open(GitUrl url, KeyPair key, KnownHosts knownHosts, Deadline deadline, Network.Scope scope)
            throws IOException {
        var connection = new SshConnection(url, knownHosts);
        scope.closeOnAbort(connection::close);
        try {
            connection.start(key, deadline);
            return connection;
        } catch (IOException | RuntimeException failure) {
            connection.close();
            var refusal = connection.hostKeys.refusal();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            throw failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
        }
    }

    private SshClient newClient() {
        SshClient ssh = ClientBuilder.builder()
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .filePasswordProvider(FilePasswordProvider.EMPTY)
                .serverKeyVerifier(hostKeys)
                .signatureFactories(hostKeySignatures())
                .build();
        ssh.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        ssh.setAgentFactory(null);
        ssh.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        ssh.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(new ArrayList<>(SIGNATURES))));
        CoreModuleProperties.NIO_WORKERS.set(ssh, 2);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(ssh, "SLIPWAY");
        return ssh;
    }

    /**
     * All signatures, beginning with those of the host's known keys: a server with several host keys then shows one
     * that we know, and one whose key changed shows the new one.
     */
    private List<NamedFactory<Signature>> hostKeySignatures() {
        var known = new ArrayList<NamedFactory<Signature>>();
        var others = new ArrayList<NamedFactory<Signature>>();
        for (var signature : SIGNATURES) {
            String type = KeyUtils.getCanonicalKeyType(signature.getName());
            (hostKeys.knows(type) ? known : others).add(signature);
        }
        known.addAll(others);
        return known;
    }

    private void start(KeyPair key, Deadline deadline) throws IOException {
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, deadline.backstop());
        CoreModuleProperties.AUTH_TIMEOUT.set(client, deadline.backstop());
        client.start();
        ClientSession session = client.connect(url.user(), url.host(), url.port())
                .verify(deadline.backstop())
                .getClientSession();
        session.addPublicKeyIdentity(key);
        try {
            session.auth().verify(deadline.backstop());
        } catch (SshException failure) {
            if (failure.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
                throw refused(key.getPublic());
            }
            throw failure;
        }
        String command = "git-upload-pack " + QuotedString.BOURNE.quote(url.path());
        channel = session.createExecChannel(command, null, Map.of("GIT_PROTOCOL", "version=2"));
        channel.open().verify(deadline.backstop());
    }

    private static Refused refused(PublicKey key) {
        return new Refused("the server does not accept the key " + KeyUtils.getKeyType(key) + " "
                + KeyUtils.getFingerPrint(key) + ": add its public key to the repository's deploy keys");
    }

    private ChannelExec channel() {
        if (channel == null) {
            throw new IllegalStateException("Not open");
        }
        return channel;
    }

    @Override
    public InputStream in() {
        return new BufferedInputStream(channel().getInvertedOut());
    }

    @Override
    public OutputStream out() {
        return new BufferedOutputStream(channel().getInvertedIn());
    }

    @Override
    public boolean isStateless() {
        return false;
    }

    @Override
    public String complaint() {
        try {
            InputStream err = channel().getInvertedErr();
            return ServerText.oneLine(new String(err.readNBytes(2000), java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        client.close(true);
        client.stop();
    }

    /** The wire form of a key. */
    static KnownHosts.HostKey hostKey(PublicKey key) {
        var buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(key);
        return new KnownHosts.HostKey(KeyUtils.getKeyType(key), buffer.getCompactData());
    }
}
