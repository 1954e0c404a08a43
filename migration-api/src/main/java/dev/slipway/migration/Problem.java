package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reason why an engine would reject a changelog, in one line that says what to do. Immutable. */
public final class Problem {
    private final String message;
    private final @Nullable Migration migration;

    private Problem(String message, @Nullable Migration migration) {
        this.message = requireNonNull(message, "message");
        this.migration = migration;
    }

    /**
     * A problem of the changelog as a whole.
     *
     * @param message what is wrong and what to do, one line, no secret
     * @return the problem
     */
    public static Problem of(String message) {
        return new Problem(message, null);
    }

    /**
     * A problem of one migration.
     *
     * @param message what is wrong and what to do, one line, no secret
     * @param migration the migration that it is about
     * @return the problem
     */
    public static Problem of(String message, Migration migration) {
        return new Problem(message, requireNonNull(migration, "migration"));
    }

    /** What is wrong and what to do. */
    public String message() {
        return message;
    }

    /** The migration that it is about, if it is about one. */
    public Optional<Migration> migration() {
        return Optional.ofNullable(migration);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Problem that
                && message.equals(that.message)
                && Objects.equals(migration, that.migration);
    }

    @Override
    public int hashCode() {
        return Objects.hash(message, migration);
    }

    @Override
    public String toString() {
        return message;
    }
}
