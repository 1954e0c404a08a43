package dev.slipway.migration;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run ended before its end: <strong>something may have been executed</strong>. {@link #applied()} is what was applied
 * for certain; {@link #failed()} is the migration at which the run ended, if one failed rather than the run having been
 * stopped. Whether the failed migration left traces depends on the database: look before you repeat.
 */
public final class MigrationIncompleteException extends MigrationException {
    private final transient List<Migration> applied;
    private final transient @Nullable Migration failed;

    /**
     * An exception for a run that ended early.
     *
     * @param message what failed, on what, what to do
     * @param applied what was applied and recorded, in order
     * @param failed the migration that failed, or {@code null} if the run was stopped between migrations
     * @param cause what led to it, already redacted, or {@code null}
     */
    public MigrationIncompleteException(
            String message, List<Migration> applied, @Nullable Migration failed, @Nullable Throwable cause) {
        super(message, cause);
        this.applied = List.copyOf(applied);
        this.failed = failed;
    }

    /** What this run applied and recorded before it ended, in order. */
    public List<Migration> applied() {
        return applied;
    }

    /** The migration that failed, if one did. */
    public Optional<Migration> failed() {
        return Optional.ofNullable(failed);
    }
}
