package dev.slipway.migration.aws;

import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content of one secret as it was last read. Threads that need it read share one call and its outcome, be it a
 * failure: a queue of a hundred threads must not wait a hundred timeouts.
 */
final class CachedValue {
    private final Wanted wanted;
    private final Supplier<SecretContent> reader;
    private @Nullable SecretContent known;
    private @Nullable FutureTask<SecretContent> reading;

    /**
     * A value that was not read yet.
     *
     * @param wanted what it is
     * @param reader makes one call; throws CredentialException
     */
    CachedValue(Wanted wanted, Supplier<SecretContent> reader) {
        this.wanted = wanted;
        this.reader = reader;
    }

    Wanted wanted() {
        return wanted;
    }

    /** What was read last. */
    synchronized @Nullable SecretContent known() {
        return known;
    }

    /** Takes what was read by another call, unless something is known. */
    synchronized void offer(SecretContent content) {
        if (known == null) {
            known = content;
        }
    }

    /** What was read after {@code stale}: by another thread already, by the call that is under way, or by a new one. */
    SecretContent newerThan(@Nullable SecretContent stale) {
        FutureTask<SecretContent> read;
        synchronized (this) {
            if (known != null && known != stale) {
                return known;
            }
            read = reading == null ? OwnThread.start(this::read) : reading;
            reading = read;
        }
        return OwnThread.await(read, wanted);
    }

    /** Known and no longer being read at the same moment: who finds the new content refused needs a call of its own. */
    private SecretContent read() {
        SecretContent content = null;
        try {
            content = reader.get();
            return content;
        } finally {
            synchronized (this) {
                known = content == null ? known : content;
                reading = null;
            }
        }
    }
}
