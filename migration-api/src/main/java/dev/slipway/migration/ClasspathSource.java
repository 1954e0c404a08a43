package dev.slipway.migration;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElseGet;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory of the class path: exploded folders ({@code file:}) and jars ({@code jar:}, those nested in a Spring
 * Boot jar included, whose handler answers with a {@link JarURLConnection} too). The JDK's class loaders find no
 * directories in run-time images ({@code jrt:}); one that did would be read.
 */
final class ClasspathSource implements ChangelogSource {
    private final String directory;
    private final @Nullable ClassLoader loader;

    ClasspathSource(String directory, @Nullable ClassLoader loader) {
        this.directory = ArchiveSource.trimSlashes(requireNonNull(directory, "directory"));
        this.loader = loader;
        if (this.directory.isEmpty()) {
            throw new IllegalArgumentException("The root of the class path is no changelog: name a directory in it");
        }
    }

    @Override
    public Changelog fetch() {
        var builder = Changelog.builder(Origin.of(toString()));
        try {
            var roots = new LinkedHashSet<URI>();
            for (URL url : Collections.list(loader().getResources(directory))) {
                if (roots.add(url.toURI())) {
                    readRoot(builder, url);
                }
            }
            if (roots.isEmpty()) {
                throw builder.refused("there is no such directory on the class path: check the path, and that jars were"
                        + " built with entries for directories");
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw builder.refused("it cannot be read (" + unreadable + ")");
        }
        return builder.build();
    }

    private ClassLoader loader() {
        return loader != null
                ? loader
                : requireNonNullElseGet(
                        Thread.currentThread().getContextClassLoader(), ClasspathSource.class::getClassLoader);
    }

    private static void readRoot(Changelog.Builder builder, URL url) throws IOException, URISyntaxException {
        if (url.getProtocol().equals("file") || url.getProtocol().equals("jrt")) {
            DirectorySource.readInto(builder, path(builder, url));
            return;
        }
        URLConnection connection = url.openConnection();
        // A cached JarFile would stay open, and would hide a jar that was replaced.
        connection.setUseCaches(false);
        if (!(connection instanceof JarURLConnection jar)) {
            throw builder.refused("'" + url.getProtocol() + ":' class paths cannot be listed: give the files by"
                    + " ChangelogSource.directory or ChangelogSource.archive");
        }
        try (var file = jar.getJarFile()) {
            String entry = jar.getEntryName();
            ArchiveSource.readInto(builder, file, entry == null ? "" : ArchiveSource.trimSlashes(entry) + "/");
        }
    }

    private static Path path(Changelog.Builder builder, URL url) throws URISyntaxException {
        try {
            return Path.of(url.toURI());
        } catch (FileSystemNotFoundException unavailable) {
            throw builder.refused("'" + url.getProtocol() + ":' class paths cannot be listed");
        }
    }

    @Override
    public String toString() {
        return "classpath:" + directory;
    }
}
