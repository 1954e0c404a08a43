package dev.slipway.migration;

import org.jspecify.annotations.Nullable;

/** A changelog cannot be fetched or is not acceptable as a set of files. Nothing was sent to a database. */
public final class ChangelogException extends MigrationException {
    /**
     * An exception without a cause.
     *
     * @param message what failed, on what, what to do
     */
    public ChangelogException(String message) {
        super(message);
    }

    /**
     * An exception with a cause that holds no secret.
     *
     * @param message what failed, on what, what to do
     * @param cause what led to it, already redacted, or {@code null}
     */
    public ChangelogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
