package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialProvider;
import java.time.Duration;

/**
 * Tries with the credentials that a provider has now, and once more with newer ones if the server refuses those.
 *
 * @param <C> the kind of credentials
 * @param provider asked on the calling thread, as its own time-outs and thread-locals expect
 * @param where the start of messages
 */
record Attempts<C>(CredentialProvider<C> provider, String where) {
    /** One attempt. */
    interface Attempt<C> {
        Snapshot with(C credentials, Deadline deadline) throws Refused;
    }

    /** How much time is left for the network. */
    static final class Deadline {
        private final long nanos;

        Deadline(Duration timeout) {
            this.nanos = System.nanoTime() + timeout.toNanos();
        }

        /** At least a millisecond: zero means for ever to some. */
        Duration remaining() {
            return Duration.ofMillis(Math.max(1, (nanos - System.nanoTime()) / 1_000_000));
        }
    }

    Snapshot run(Attempt<C> attempt, Duration timeout) {
        C credentials = provider.get();
        try {
            return attempt.with(credentials, new Deadline(timeout));
        } catch (Refused refused) {
            C newer = provider.replace(credentials);
            if (newer.equals(credentials)) {
                throw failed(refused);
            }
            return again(attempt, newer, timeout);
        }
    }

    private Snapshot again(Attempt<C> attempt, C newer, Duration timeout) {
        try {
            return attempt.with(newer, new Deadline(timeout));
        } catch (Refused refused) {
            throw failed(refused);
        }
    }

    private ChangelogException failed(Refused refused) {
        return new ChangelogException(where + ": " + refused.getMessage());
    }
}
