package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialProvider;
import java.time.Duration;

/**
 * Tries with the credentials that a provider has now, and once more with newer ones if the server refuses those.
 *
 * @param <C> the kind of credentials
 * @param provider asked on the calling thread, as its own time-outs and thread-locals expect
 * @param timeout of both attempts together
 * @param where the start of messages
 */
record Attempts<C>(CredentialProvider<C> provider, Duration timeout, String where) {
    /** One attempt. */
    interface Attempt<C> {
        Snapshot with(C credentials, Deadline deadline) throws Refused;
    }

    Snapshot run(Attempt<C> attempt) {
        C credentials = provider.get();
        var deadline = new Deadline(timeout);
        try {
            return attempt.with(credentials, deadline);
        } catch (Refused refused) {
            deadline.pause();
            C newer = provider.replace(credentials);
            deadline.resume();
            if (newer.equals(credentials)) {
                throw failed(refused);
            }
            return again(attempt, newer, deadline);
        }
    }

    private Snapshot again(Attempt<C> attempt, C newer, Deadline deadline) {
        try {
            return attempt.with(newer, deadline);
        } catch (Refused refused) {
            throw failed(refused);
        }
    }

    private ChangelogException failed(Refused refused) {
        return new ChangelogException(where + ": " + refused.getMessage());
    }
}
