package dev.slipway.migration.git;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * One revision of a repository, at hand.
 *
 * @param objects where its objects are; to be closed
 * @param id of a commit, or of a tag that stands for one
 */
record Snapshot(ObjectReader objects, ObjectId id) implements AutoCloseable {
    @Override
    public void close() {
        objects.close();
    }
}
