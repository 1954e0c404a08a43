package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The content of one secret as it was last read. Threads that need it read share one call and its outcome, be it a
 * failure: a queue of a hundred threads must not wait a hundred timeouts.
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
        while (true) {
            FutureTask<SecretContent> read;
            boolean mine;
            synchronized (this) {
                if (known != null && known != stale) {
                    return known;
                }
                mine = reading == null;
                read = reading == null ? new FutureTask<>(this::read) : reading;
                reading = read;
            }
            if (mine) {
                run(read);
            }
            try {
                return read.get();
            } catch (InterruptedException interrupted) {
                throw interrupted();
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof CredentialException failure) {
                    // One for each thread: an exception carries the stack of the thread that made it.
                    throw mine ? failure : new CredentialException(failure.getMessage());
                }
                if (mine) {
                    throw failed.getCause() instanceof ReadInterruptedException
                            ? interrupted()
                            : new CredentialException("Cannot read " + version + ": " + failed.getCause());
                }
                // The thread that was reading was interrupted, this one was not: read again.
            }
        }
    }

    private void run(FutureTask<SecretContent> read) {
        try {
            read.run();
        } finally {
            synchronized (this) {
                if (reading == read) {
                    reading = null;
                }
            }
        }
    }

    /** Known and no longer being read at the same moment: who finds the new content refused needs a read of its own. */
    private SecretContent read() {
        SecretContent content = client.read(version);
        synchronized (this) {
            known = content;
            reading = null;
        }
        return content;
    }

    private CredentialException interrupted() {
        Thread.currentThread().interrupt();
        return new CredentialException("Cannot read " + version + ": interrupted");
    }
}
