package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a changelog came from: a location, the reference that was asked for (a branch, tag or commit), and the revision
 * that it stood for (a commit id). Immutable; never holds a password or token.
 */
public final class Origin {
    private final String location;
    private final @Nullable String reference;
    private final @Nullable String revision;

    private Origin(String location, @Nullable String reference, @Nullable String revision) {
        this.location = location;
        this.reference = reference;
        this.revision = revision;
    }

    /**
     * A location without reference and revision.
     *
     * @param location a URL, a path or a name, such as {@code classpath:db/migration}
     * @return the origin
     * @throws IllegalArgumentException if the location holds a password or token
     */
    public static Origin of(String location) {
        return new Origin(Urls.requireNoCredentials(location), null, null);
    }

    /**
     * A location at a reference.
     *
     * @param location a URL, a path or a name
     * @param reference what was asked for: a branch, tag or commit
     * @param revision what it stood for: a full commit id
     * @return the origin
     * @throws IllegalArgumentException if the location holds a password or token
     */
    public static Origin of(String location, String reference, String revision) {
        return new Origin(
                Urls.requireNoCredentials(location),
                requireNonNull(reference, "reference"),
                requireNonNull(revision, "revision"));
    }

    /** A URL, a path or a name. */
    public String location() {
        return location;
    }

    /** The branch, tag or commit that was asked for. */
    public Optional<String> reference() {
        return Optional.ofNullable(reference);
    }

    /** The revision that the reference stood for when it was fetched. */
    public Optional<String> revision() {
        return Optional.ofNullable(revision);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin that
                && location.equals(that.location)
                && Objects.equals(reference, that.reference)
                && Objects.equals(revision, that.revision);
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, reference, revision);
    }

    /** The location, with {@code at 'reference' (revision)} where there is one. */
    @Override
    public String toString() {
        return reference == null ? location : location + " at '" + reference + "' (" + revision + ")";
    }
}
