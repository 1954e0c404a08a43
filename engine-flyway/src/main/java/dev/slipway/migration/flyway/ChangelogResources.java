package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Hands a changelog to Flyway as a {@code filesystem:} location at its root would: the same names, the same checksums. */
final class ChangelogResources implements ResourceProvider {
    /** What Flyway would start as a process: the files have no place on a disk to be started from. */
    private static final List<String> PROCESSES = List.of(".ps1", ".bat", ".cmd", ".sh", ".bash", ".py");

    private final List<LoadableResource> resources;
    private final Map<String, LoadableResource> byLowerCasePath = new TreeMap<>();

    ChangelogResources(Changelog changelog, Charset encoding) {
        this.resources = changelog.files().stream()
                .<LoadableResource>map(file -> new FileResource(file, encoding))
                .toList();
        // Flyway's own look-up does not regard case.
        resources.forEach(
                resource -> byLowerCasePath.put(resource.getRelativePath().toLowerCase(Locale.ROOT), resource));
    }

    /** No files: for what needs a database only. */
    ChangelogResources() {
        this.resources = List.of();
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return byLowerCasePath.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return resources.stream()
                .filter(resource -> resource.getFilename().startsWith(prefix)
                        && Arrays.stream(suffixes)
                                .anyMatch(suffix ->
                                        resource.getFilename().endsWith(suffix) && !PROCESSES.contains(suffix)))
                .toList();
    }

    /** A file of the changelog. */
    private static final class FileResource extends LoadableResource {
        private final ChangelogFile file;
        private final Charset encoding;

        FileResource(ChangelogFile file, Charset encoding) {
            this.file = file;
            this.encoding = encoding;
        }

        @Override
        public Reader read() {
            return new InputStreamReader(file.open(), encoding);
        }

        @Override
        public String getAbsolutePath() {
            return file.path();
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return file.path();
        }

        @Override
        public String getFilename() {
            return file.path().substring(file.path().lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return file.path();
        }
    }
}
