package dev.slipway.migration.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.BasePackFetchConnection;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PackTransport;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** Git's fetch protocol, versions 0 to 2, over streams that somebody else opened. */
final class PackConnection extends BasePackFetchConnection {
    private final boolean version2;

    /**
     * Reads the server's greeting.
     *
     * @param target takes the objects
     * @param limit how many bytes to receive at most
     */
    PackConnection(Repository target, PackStreams streams, long limit) throws IOException {
        super(new Target(target));
        statelessRPC = streams.isStateless();
        init(new LimitedInput(streams.in(), limit), streams.out());
        version2 = !readAdvertisedRefs();
    }

    /**
     * The references of the server: those with one of the prefixes, or more.
     *
     * @return by full name, such as {@code refs/heads/main}
     */
    Map<String, Ref> refs(Collection<String> prefixes) throws TransportException {
        if (version2) {
            lsRefs(List.of(), prefixes.toArray(new String[0]));
        }
        return getRefsMap();
    }

    /** Receives one commit with its files, without its history. */
    void receive(Ref wanted) throws TransportException {
        fetch(NullProgressMonitor.INSTANCE, List.of(wanted), Set.of());
    }

    /** The server sends more than we are ready to keep. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Where the objects go and how many of them to ask for. */
    private static final class Target extends Transport implements PackTransport {
        Target(Repository repository) {
            super(repository, new URIish());
            setDepth(1);
            setTagOpt(TagOpt.NO_TAGS);
        }

        @Override
        public FetchConnection openFetch() throws NotSupportedException {
            throw new NotSupportedException("It is open already");
        }

        @Override
        public PushConnection openPush() throws NotSupportedException {
            throw new NotSupportedException("It is read only");
        }

        @Override
        public void close() {}
    }

    private static final class LimitedInput extends InputStream {
        private final InputStream in;
        private long remaining;

        LimitedInput(InputStream in, long limit) {
            this.in = in;
            this.remaining = limit;
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            return count(read < 0 ? -1 : 1) < 0 ? -1 : read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return count(in.read(buffer, offset, length));
        }

        private int count(int read) throws IOException {
            remaining -= Math.max(0, read);
            if (remaining < 0) {
                throw new TooLarge();
            }
            return read;
        }
    }
}
