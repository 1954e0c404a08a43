package dev.slipway.migration;

import org.jspecify.annotations.Nullable;

/** Credentials cannot be had or read, or the server refused them. */
public final class CredentialException extends MigrationException {
    /**
     * An exception without a cause.
     *
     * @param message what failed, on what, what to do
     */
    public CredentialException(String message) {
        super(message);
    }

    /**
     * An exception with a cause that holds no secret.
     *
     * @param message what failed, on what, what to do
     * @param cause what led to it, already redacted, or {@code null}
     */
    public CredentialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
