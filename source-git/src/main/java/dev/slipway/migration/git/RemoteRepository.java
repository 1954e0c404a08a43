package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Optional;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.lib.Ref;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one commit from a server into memory.
 *
 * @param reference what to fetch
 * @param where the start of messages
 * @param deadline when to give up
 * @param limit how many bytes to receive at most
 */
record RemoteRepository(References reference, String where, Deadline deadline, long limit) {
    /** Opens a connection. */
    interface Opener {
        PackStreams open(Network.Scope scope) throws IOException;
    }

    /**
     * Fetches.
     *
     * @throws Refused if the server refuses the key or login
     * @throws ChangelogException for every other failure
     */
    Snapshot fetch(Opener opener) throws Refused {
        HostConfiguration.ignore();
        try {
            return Network.run(deadline.remaining(), where, scope -> {
                try (PackStreams streams = opener.open(scope)) {
                    return receive(streams);
                }
            });
        } catch (Refused refused) {
            throw refused;
        } catch (References.Ambiguous ambiguous) {
            throw failed(String.valueOf(ambiguous.getMessage()), null);
        } catch (OutOfMemoryError tooLarge) {
            // What was received is garbage by now, so that there is memory again.
            throw failed(
                    "the files of the whole repository do not fit into the memory of this JVM (at most "
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB): give it more by -Xmx, lower the limit, or keep migrations in a smaller repository",
                    null);
        } catch (IOException failure) {
            if (failure.getCause() instanceof Refused refused) {
                throw refused;
            }
            throw explain(failure);
        }
    }

    private Snapshot receive(PackStreams streams) throws IOException {
        var repository = new MemoryRepository();
        PackConnection connection;
        try {
            connection = new PackConnection(repository, streams, limit);
        } catch (NoRemoteRepositoryException | EOFException closed) {
            throw failed(notServed(streams.complaint()), null);
        }
        try (connection) {
            Ref wanted = find(connection);
            connection.receive(wanted);
            return new Snapshot(repository.newObjectReader(), wanted.getObjectId());
        }
    }

    private Ref find(PackConnection connection) throws IOException {
        Optional<Ref> found =
                reference.in(connection.refs(reference.prefixes())).or(reference::asCommit);
        return found.isPresent()
                ? found.get()
                // Asked again, for all: what is there belongs into the message.
                : reference.in(connection.refs(References.ALL)).orElseThrow(() -> failed(missing(connection), null));
    }

    private String missing(PackConnection connection) {
        return reference.notIn(connection.getRefsMap());
    }

    private static String notServed(String complaint) {
        return (complaint.isEmpty()
                        ? "the server has no such repository, or does not show it"
                        : "the server says '" + complaint + "'")
                + ": check the path, and that the key or login may read this repository";
    }

    private ChangelogException explain(IOException failure) {
        if (failure instanceof Network.TimeUp) {
            return failed(
                    "no complete answer within " + deadline + ": check that the server can be reached from here, or"
                            + " raise the timeout",
                    null);
        }
        if (failure instanceof HttpExchange.Unusable) {
            return failed(String.valueOf(failure.getMessage()), null);
        }
        if (failure.getCause() instanceof HttpExchange.Unusable unusable) {
            return failed(String.valueOf(unusable.getMessage()), null);
        }
        if (has(failure, NoRemoteRepositoryException.class)) {
            return failed(notServed(""), null);
        }
        if (has(failure, PackConnection.TooLarge.class)) {
            return failed(
                    "the files of the whole repository take more than " + Limits.human(limit)
                            + " packed: raise the limit, or keep migrations in a smaller repository",
                    null);
        }
        if (has(failure, UnknownHostException.class) || has(failure, UnresolvedAddressException.class)) {
            return failed("there is no host of this name: check the URL, and name resolution", null);
        }
        if (has(failure, ConnectException.class) || has(failure, NoRouteToHostException.class)) {
            return failed(
                    "nothing answers at this host and port: check the URL, and that the network lets it through", null);
        }
        if (has(failure, CertificateException.class)) {
            return failed(
                    "the certificate that the server shows is not trusted: check the URL, or give the authority that"
                            + " signed it by certificateAuthority(…)",
                    null);
        }
        String text = ServerText.oneLine(failure.getMessage());
        if (text.startsWith("HTTPS hostname wrong")) {
            return failed("the certificate that the server shows is another host's: check the URL", null);
        }
        // Git's words, and those of servers made with JGit.
        boolean refusesCommit = text.contains("not our ref")
                || (text.contains("want") && text.contains("not valid"))
                || text.contains("internal server error");
        if (reference.asCommit().isPresent() && refusesCommit) {
            return failed(
                    "the server has no such commit, or does not hand out commits that no branch or tag points to:"
                            + " name a branch or tag",
                    null);
        }
        return failed("the connection broke (" + text + ")", failure);
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (type.isInstance(at)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private ChangelogException failed(String reason, @Nullable Throwable cause) {
        return new ChangelogException(where + ": " + reason, cause);
    }
}
