package dev.slipway.migration;

import org.jspecify.annotations.Nullable;

/** The database cannot be reached or does not exist, or another run held it for longer than the caller would wait. Nothing was executed. */
public final class DatabaseUnavailableException extends MigrationException {
    /**
     * An exception without a cause.
     *
     * @param message what failed, on what, what to do
     */
    public DatabaseUnavailableException(String message) {
        super(message);
    }

    /**
     * An exception with a cause that holds no secret.
     *
     * @param message what failed, on what, what to do
     * @param cause what led to it, already redacted, or {@code null}
     */
    public DatabaseUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
