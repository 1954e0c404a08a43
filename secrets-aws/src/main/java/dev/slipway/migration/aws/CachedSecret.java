package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The content of one secret as it was last read. Threads that need it read share one call and its outcome, be it a
 * failure: a queue of a hundred threads must not wait a hundred timeouts.
 *
 * <p>A call has a thread of its own, which ends with it: the JDK's connections take no notice of an interrupt, and so those
 * who wait can, without ending the call for the others.
 */
final class CachedSecret {
    private final SecretVersion version;
    private final SecretsClient client;
    private @Nullable SecretContent known;
    private @Nullable FutureTask<SecretContent> reading;

    CachedSecret(SecretVersion version, SecretsClient client) {
        this.version = version;
        this.client = client;
    }

    SecretVersion version() {
        return version;
    }

    /** What was read last. */
    synchronized @Nullable SecretContent known() {
        return known;
    }

    /** What was read after {@code stale}: by another thread already, by the call that is under way, or by a new one. */
    SecretContent newerThan(@Nullable SecretContent stale) {
        FutureTask<SecretContent> read;
        synchronized (this) {
            if (known != null && known != stale) {
                return known;
            }
            read = reading == null ? start() : reading;
            reading = read;
        }
        try {
            return read.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CredentialException("Cannot read " + version + ": interrupted while waiting for the answer");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CredentialException failure) {
                // One for each thread that waited: an exception should carry the stack of the thread that sees it.
                throw new CredentialException(failure.getMessage());
            }
            throw new IllegalStateException("Cannot read " + version + ": " + failed.getCause());
        }
    }

    private FutureTask<SecretContent> start() {
        var read = new FutureTask<>(this::read);
        var thread = new Thread(null, read, "slipway-aws-secrets", 0, false);
        thread.setDaemon(true);
        thread.start();
        return read;
    }

    /** Known and no longer being read at the same moment: who finds the new content refused needs a call of its own. */
    private SecretContent read() {
        SecretContent content = null;
        try {
            content = client.read(version);
            return content;
        } finally {
            synchronized (this) {
                known = content == null ? known : content;
                reading = null;
            }
        }
    }
}
