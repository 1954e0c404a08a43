package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Reads a ZIP or JAR file, or a directory in it. */
final class ArchiveSource implements ChangelogSource {
    private final Path archive;
    private final String directory;

    ArchiveSource(Path archive, String directory) {
        this.archive = archive.toAbsolutePath().normalize();
        this.directory = trimSlashes(requireNonNull(directory, "directory"));
    }

    @Override
    public Changelog fetch() {
        String location = directory.isEmpty() ? archive.toString() : archive + "!/" + directory;
        var builder = Changelog.builder(Origin.of(location));
        if (!Files.isRegularFile(archive)) {
            throw builder.refused("there is no such file: check the path");
        }
        try (var zip = new ZipFile(archive.toFile())) {
            readInto(builder, zip, directory.isEmpty() ? "" : directory + "/");
        } catch (ZipException broken) {
            throw builder.refused("it is not a readable ZIP or JAR file (" + broken.getMessage() + ")");
        } catch (IOException unreadable) {
            throw builder.refused("it cannot be read (" + unreadable + ")");
        }
        return builder.build();
    }

    /** Adds every entry below a prefix that is empty or ends with a slash. Entry sizes are not believed. */
    static void readInto(Changelog.Builder builder, ZipFile zip, String prefix) throws IOException {
        for (var entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            if (entry.isDirectory() || !entry.getName().startsWith(prefix)) {
                continue;
            }
            try (var in = zip.getInputStream(entry)) {
                builder.add(entry.getName().substring(prefix.length()), in);
            }
        }
    }

    static String trimSlashes(String directory) {
        int from = 0;
        int to = directory.length();
        while (from < to && directory.charAt(from) == '/') {
            from++;
        }
        while (to > from && directory.charAt(to - 1) == '/') {
            to--;
        }
        return directory.substring(from, to);
    }

    @Override
    public String toString() {
        return directory.isEmpty() ? archive.toString() : archive + "!/" + directory;
    }
}
