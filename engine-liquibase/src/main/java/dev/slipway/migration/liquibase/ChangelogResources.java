package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import liquibase.resource.AbstractResource;
import liquibase.resource.AbstractResourceAccessor;
import liquibase.resource.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Lets Liquibase read the files of a {@link Changelog}, by the paths that it would see with the changelog's root as its
 * search path. Remembers which directories were listed: what they held before belonged to this changelog.
 */
final class ChangelogResources extends AbstractResourceAccessor {
    private final String location;
    private final List<ChangelogFile> files;
    private final Function<String, Optional<ChangelogFile>> byPath;
    private final Set<String> listed = new LinkedHashSet<>();

    ChangelogResources(Changelog changelog) {
        this(changelog.origin().toString(), changelog.files(), changelog::file);
    }

    private ChangelogResources(
            String location, List<ChangelogFile> files, Function<String, Optional<ChangelogFile>> byPath) {
        this.location = location;
        this.files = files;
        this.byPath = byPath;
    }

    /** No files at all. */
    static ChangelogResources none() {
        return new ChangelogResources("no changelog", List.of(), path -> Optional.empty());
    }

    /** The directories that {@code includeAll} looked into, each ending in {@code /}, or empty for the root. */
    Set<String> listedDirectories() {
        return listed;
    }

    @Override
    public List<Resource> getAll(String path) {
        Resource resource = get(path);
        return resource.exists() ? List.of(resource) : List.of();
    }

    @Override
    public Resource get(String path) {
        String normal = normalize(path);
        ChangelogFile file = normal == null ? null : byPath.apply(normal).orElse(null);
        return new InMemory(normal == null ? path : normal, file);
    }

    @Override
    public List<Resource> search(String path, SearchOptions options) throws IOException {
        return search(path, options.getMinDepth(), options.getMaxDepth(), options.getEndsWithFilter());
    }

    @Override
    public List<Resource> search(String path, boolean recursive) throws IOException {
        return search(path, 0, recursive ? Integer.MAX_VALUE : 1, "");
    }

    private List<Resource> search(String path, int minDepth, int maxDepth, @Nullable String ending) throws IOException {
        String normal = normalize(path);
        if (normal == null) {
            return List.of();
        }
        if (byPath.apply(normal).isPresent()) {
            throw new IOException("'" + path + "' is a file, not a directory");
        }
        String directory = normal.isEmpty() ? "" : normal + "/";
        listed.add(directory);
        String suffix = ending == null ? "" : ending.toLowerCase(Locale.ROOT);
        List<Resource> found = new ArrayList<>();
        for (ChangelogFile file : files) {
            if (file.path().startsWith(directory)
                    && file.path().toLowerCase(Locale.ROOT).endsWith(suffix)) {
                long depth = 1
                        + file.path()
                                .substring(directory.length())
                                .chars()
                                .filter(c -> c == '/')
                                .count();
                if (depth >= minDepth && depth <= maxDepth) {
                    found.add(new InMemory(file.path(), file));
                }
            }
        }
        return found;
    }

    @Override
    public List<String> describeLocations() {
        return List.of(location);
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** The path as the changelog knows it, or {@code null} if it leaves the root. */
    static @Nullable String normalize(String path) {
        String plain = path.replace('\\', '/').replaceFirst("^(classpath\\*?:|file:)", "");
        var segments = new ArrayDeque<String>();
        for (String segment : plain.split("/")) {
            if (segment.equals("..")) {
                if (segments.pollLast() == null) {
                    return null;
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.addLast(segment);
            }
        }
        return String.join("/", segments);
    }

    private final class InMemory extends AbstractResource {
        private final @Nullable ChangelogFile file;

        InMemory(String path, @Nullable ChangelogFile file) {
            super(path, uri(path));
            this.file = file;
        }

        @Override
        public InputStream openInputStream() throws IOException {
            if (file == null) {
                throw new FileNotFoundException("'" + getPath() + "' is not among the files of " + location);
            }
            // As Liquibase does for files on disk.
            return file.path().toLowerCase(Locale.ROOT).endsWith(".gz")
                    ? new GZIPInputStream(file.open())
                    : file.open();
        }

        @Override
        public boolean exists() {
            return file != null;
        }

        @Override
        public Resource resolve(String other) {
            return relative(resolvePath(other));
        }

        @Override
        public Resource resolveSibling(String other) {
            return relative(resolveSiblingPath(other));
        }

        /** Keeps the path as it was put together, as Liquibase does on disk: it normalises where identity needs it. */
        private Resource relative(String path) {
            String normal = normalize(path);
            return new InMemory(
                    path, normal == null ? null : byPath.apply(normal).orElse(null));
        }

        private static URI uri(String path) {
            try {
                return new URI("changelog", null, "/" + path, null);
            } catch (URISyntaxException impossible) {
                throw new IllegalArgumentException("Not a path: '" + path + "'", impossible);
            }
        }
    }
}
