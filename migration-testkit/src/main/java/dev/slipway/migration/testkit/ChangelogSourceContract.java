package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.migration.ChangelogSource;
import java.util.Map;

/** What {@link ChangelogSource} promises. */
public abstract class ChangelogSourceContract {
    /** For subclasses. */
    protected ChangelogSourceContract() {}

    /**
     * Publishes files at a place where none were before: a new directory, a new repository.
     *
     * @param files contents by path, possibly none
     * @return a source that reads them
     * @throws Exception if they cannot be published
     */
    protected abstract ChangelogSource source(Map<String, byte[]> files) throws Exception;

    /**
     * Replaces what is published where the source looks. Tests are skipped unless overridden.
     *
     * @param source what {@link #source} returned in the same test
     * @param files all files that are there from now on
     * @throws Exception if they cannot be published
     */
    protected void publish(ChangelogSource source, Map<String, byte[]> files) throws Exception {
        abort("publish is not overridden: what this source reads never changes");
    }

    /**
     * Publishes one file at a path that must be refused. Tests are skipped unless overridden.
     *
     * @param path such as {@code ../outside.sql}
     * @param content the file
     * @return a source that comes across it
     * @throws Exception if it cannot be published
     */
    protected ChangelogSource sourceWithPath(String path, byte[] content) throws Exception {
        return abort("sourceWithPath is not overridden: where this source reads, such paths cannot exist");
    }
}
