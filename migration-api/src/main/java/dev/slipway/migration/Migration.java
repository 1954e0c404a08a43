package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One change in a changelog: a versioned or repeatable file of Flyway, a change set of Liquibase. Two are equal when id,
 * description and path are. Immutable.
 */
public final class Migration {
    private final String id;
    private final String description;
    private final @Nullable String path;

    private Migration(Builder builder) {
        this.id = builder.id;
        this.description = builder.description;
        this.path = builder.path;
    }

    /**
     * Begins a migration.
     *
     * @param id what names it in its engine's history: {@code 1.2}, {@code R__views}, {@code path::id::author}
     * @return a builder with an empty description and no path
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** What names it in its engine's history: {@code 1.2}, {@code R__views}, {@code path::id::author}. */
    public String id() {
        return id;
    }

    /** What a person calls it, possibly empty. */
    public String description() {
        return description;
    }

    /** The path of its file in the changelog, if it has one: a migration written in Java has none. */
    public Optional<String> path() {
        return Optional.ofNullable(path);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Migration that
                && id.equals(that.id)
                && description.equals(that.description)
                && Objects.equals(path, that.path);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, description, path);
    }

    @Override
    public String toString() {
        return "Migration[" + id + "]";
    }

    /** Builds a {@link Migration}. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private String description = "";
        private @Nullable String path;

        private Builder(String id) {
            this.id = requireNonNull(id, "id");
        }

        /** What a person calls it; empty unless set. */
        public Builder description(String description) {
            this.description = requireNonNull(description, "description");
            return this;
        }

        /** The path of its file in the changelog; none unless set. */
        public Builder path(String path) {
            this.path = requireNonNull(path, "path");
            return this;
        }

        /** The migration. */
        public Migration build() {
            return new Migration(this);
        }
    }
}
