package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import java.net.SocketAddress;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** Accepts a host key that is known, and says why it does not accept another. */
final class HostKeyCheck implements ServerKeyVerifier {
    private final GitUrl url;
    private final KnownHosts knownHosts;
    private final List<KnownHosts.HostKey> known;
    private volatile @Nullable ChangelogException refusal;

    HostKeyCheck(GitUrl url, KnownHosts knownHosts) {
        this.url = url;
        this.knownHosts = knownHosts;
        this.known = knownHosts.keysOf(url.host(), url.port());
    }

    boolean knows(String type) {
        return known.stream().anyMatch(key -> key.type().equals(type));
    }

    /** Why the host key was not accepted, if it was not. */
    Optional<ChangelogException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey serverKey) {
        KnownHosts.HostKey key = SshConnection.hostKey(serverKey);
        String host = KnownHosts.hostAndPort(url.host(), url.port());
        if (knownHosts.isRevoked(url.host(), url.port(), key)) {
            refusal = refuse(
                    "the host key of " + host + " (" + describe(key) + ") is revoked by the known hosts: somebody"
                            + " else may be answering, or the server still uses a key that was given up");
        } else if (known.isEmpty()) {
            refusal = refuse("the host key of " + host + " is not known: it is " + describe(key) + "; if the server's"
                    + " operator publishes this fingerprint, add to the known hosts: "
                    + key.line(url.host(), url.port()));
        } else if (known.stream().noneMatch(key::isSameAs)) {
            refusal = refuse("the host key of " + host + " changed: known is "
                    + known.stream().map(HostKeyCheck::describe).collect(Collectors.joining(", "))
                    + ", but the server shows " + describe(key)
                    + "; somebody else may be answering: only if the server's operator publishes this fingerprint,"
                    + " replace the known host's line by: " + key.line(url.host(), url.port()));
        }
        return refusal == null;
    }

    private ChangelogException refuse(String reason) {
        return new ChangelogException("Cannot fetch " + url.text() + ": " + reason);
    }

    private static String describe(KnownHosts.HostKey key) {
        return key.type() + " " + key.fingerprint();
    }
}
