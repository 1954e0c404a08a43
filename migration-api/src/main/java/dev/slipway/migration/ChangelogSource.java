package dev.slipway.migration;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where a changelog comes from. Immutable, safe for use by many threads.
 *
 * <p>To write one:
 *
 * <ol>
 *   <li>In the constructor, check and keep addresses and credential providers; refuse addresses that hold a password (
 *       {@link Origin#of(String)} does).
 *   <li>Implement {@link #fetch()}: read everything, add each file to {@link Changelog#builder}, close everything. Paths
 *       are relative to the directory that the user named, so that the same files have the same paths from every source.
 *   <li>Keep bytes unchanged: no line-ending or character-set conversion.
 *   <li>Add by stream whatever has a size that you cannot trust; the builder stops at its limit.
 *   <li>Ask for credentials on every fetch, and after a refusal once more by {@link CredentialProvider#replace}.
 *   <li>End every blocking call by a timeout; when interrupted, restore the flag and throw {@link ChangelogException}.
 *   <li>Extend {@code ChangelogSourceContract} of {@code migration-testkit} and see it pass.
 * </ol>
 */
@FunctionalInterface
public interface ChangelogSource {
    /**
     * Reads the changelog as it is now. Every call may see a newer revision. Leaves nothing open and nothing on disk.
     *
     * @return a snapshot, held in memory
     * @throws ChangelogException if it cannot be read, is empty, too large, or holds something that is refused
     * @throws CredentialException if credentials for it cannot be had
     */
    Changelog fetch();

    /**
     * A directory on the class path, as the thread's context class loader sees it at the time of each fetch (where there
     * is none, the loader of this library).
     *
     * @param directory its path from the root of the class path, such as {@code db/migration}
     * @return a source whose changelog's paths are relative to {@code directory}; where several jars or folders hold it,
     *     their files are joined, and a path that two of them have is refused. Jars within the jar of a Spring Boot
     *     application are read, and modules, whether they open the directory or not; modules of a run-time image that
     *     {@code jlink} made cannot be listed
     */
    static ChangelogSource classpath(String directory) {
        return new ClasspathSource(directory, null);
    }

    /**
     * A directory on the class path of a class loader.
     *
     * @param directory its path from the root of the class path, such as {@code db/migration}
     * @param loader whose class path; not closed
     * @return a source whose changelog's paths are relative to {@code directory}
     */
    static ChangelogSource classpath(String directory, ClassLoader loader) {
        return new ClasspathSource(directory, Objects.requireNonNull(loader, "loader"));
    }

    /**
     * A directory of the file system, with all below it. Symbolic links are followed as long as they stay within it;
     * {@code .git}, and entries that begin with {@code ..} (as in volumes that Kubernetes projects), are left out.
     *
     * @param directory the directory
     * @return a source whose changelog's paths are relative to {@code directory}
     */
    static ChangelogSource directory(Path directory) {
        return new DirectorySource(directory);
    }

    /**
     * A ZIP or JAR file.
     *
     * @param zipOrJar the file
     * @return a source whose changelog's paths are those of the archive's entries
     */
    static ChangelogSource archive(Path zipOrJar) {
        return new ArchiveSource(zipOrJar, "");
    }

    /**
     * A directory within a ZIP or JAR file.
     *
     * @param zipOrJar the file
     * @param directory the path of the directory within it, such as {@code db/migration}
     * @return a source whose changelog's paths are relative to {@code directory}
     */
    static ChangelogSource archive(Path zipOrJar, String directory) {
        return new ArchiveSource(zipOrJar, directory);
    }

    /**
     * Several sources as one: what is common and what is specific to a database, or the parts of several modules. They
     * are fetched one after the other; a path that two of them have is refused.
     *
     * @param sources at least one source
     * @return a source that joins their files under an origin that names them all
     */
    static ChangelogSource concat(ChangelogSource... sources) {
        return new ConcatSource(List.of(sources));
    }
}
