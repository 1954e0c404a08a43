package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Slipway throws, but for programmer errors. The subclasses follow what an operator has to
 * decide: fix the changelog or its address ({@link ChangelogException}), fix credentials ({@link CredentialException}),
 * retry later ({@link DatabaseUnavailableException}), settle a disagreement before anything ran ({@link
 * MigrationRejectedException}), inspect the database ({@link MigrationIncompleteException}).
 *
 * <p>A message is one line that says what failed, on what, and what to do. Neither the message nor any cause or
 * suppressed exception contains a secret.
 */
public class MigrationException extends RuntimeException {
    /**
     * An exception without a cause.
     *
     * @param message what failed, on what, what to do
     */
    public MigrationException(String message) {
        this(message, null);
    }

    /**
     * An exception with a cause that holds no secret.
     *
     * @param message what failed, on what, what to do
     * @param cause what led to it, already redacted, or {@code null}
     */
    public MigrationException(String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
    }

    /** The message; unlike {@link Throwable#getMessage()} of other exceptions never {@code null}. */
    @Override
    public String getMessage() {
        return requireNonNull(super.getMessage());
    }
}
