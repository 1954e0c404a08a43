package dev.slipway.migration;

import java.util.Objects;

/**
 * Hands out credentials at the moment they are needed. The type says what they are for, so that a database password
 * cannot be given to Git: {@link UsernamePassword}, {@link SshKey}, {@link Secret}.
 *
 * <p>To write one:
 *
 * <ol>
 *   <li>Implement {@link #get()}: return the credentials, from a cache if asking for them costs something. It is called
 *       for every physical connection, by many threads at once.
 *   <li>Throw {@link CredentialException} when there are none, and say which secret, and which permission or setting is
 *       missing. Never quote, log or chain what a secret holds, nor the exception of a parser that was reading it.
 *   <li>If you cache, implement {@link #replace}: read again, once for any number of threads that saw the same
 *       credentials refused.
 *   <li>End every blocking call by a timeout; when interrupted, restore the flag and throw {@link CredentialException}.
 *   <li>Extend {@code CredentialProviderContract} of {@code migration-testkit} and see it pass.
 * </ol>
 *
 * <p>Implementations are safe for use by many threads.
 *
 * @param <C> what is handed out
 */
@FunctionalInterface
public interface CredentialProvider<C> {
    /**
     * Returns the credentials to use now.
     *
     * @return the newest credentials that the provider knows of without having been told that they were refused
     * @throws CredentialException if there are none, or they cannot be read
     */
    C get();

    /**
     * Says that the server refused {@code rejected}, which {@link #get()} had returned: they may have been rotated. The
     * caller tries again once if the answer differs, and not at all if it is equal.
     *
     * @param rejected what was refused
     * @return newer credentials, or equal ones if there are none
     * @throws CredentialException if credentials cannot be read
     */
    default C replace(C rejected) {
        return get();
    }

    /**
     * A provider of credentials that never change.
     *
     * @param <C> what is handed out
     * @param credentials what to hand out
     * @return a provider whose every answer is {@code credentials}
     */
    static <C> CredentialProvider<C> of(C credentials) {
        Objects.requireNonNull(credentials, "credentials");
        return () -> credentials;
    }
}
