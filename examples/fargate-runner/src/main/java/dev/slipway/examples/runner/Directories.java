package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogSource;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Lists of directories in settings: separated by commas, each one a location of its own. */
final class Directories {
    private Directories() {}

    static List<String> split(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /**
     * The files of mounted directories, each one's paths relative to it.
     *
     * @throws IllegalArgumentException if there is none, or one is no path
     */
    static ChangelogSource mounted(List<String> directories) {
        if (directories.isEmpty()) {
            throw new IllegalArgumentException("a directory is needed");
        }
        ChangelogSource[] sources =
                directories.stream().map(Directories::mounted).toArray(ChangelogSource[]::new);
        return sources.length == 1 ? sources[0] : ChangelogSource.concat(sources);
    }

    /**
     * Liquibase's search path: directories and archives, paths relative to each.
     *
     * @throws IllegalArgumentException if there is none
     */
    static ChangelogSource searched(List<Path> places) {
        ChangelogSource[] sources = places.stream().map(Directories::searched).toArray(ChangelogSource[]::new);
        if (sources.length == 0) {
            throw new IllegalArgumentException("a directory is needed");
        }
        return sources.length == 1 ? sources[0] : ChangelogSource.concat(sources);
    }

    private static ChangelogSource searched(Path place) {
        boolean archive = Files.isRegularFile(place) && place.toString().matches("(?i).*\\.(jar|zip)");
        return archive ? ChangelogSource.archive(place) : ChangelogSource.directory(place);
    }

    /**
     * Flyway's locations.
     *
     * @throws IllegalArgumentException if one is not of a directory
     */
    static ChangelogSource located(String locations) {
        return mounted(split(locations).stream().map(Directories::withoutPrefix).toList());
    }

    private static String withoutPrefix(String location) {
        if (!location.startsWith("filesystem:")) {
            throw new IllegalArgumentException("the location '" + location + "' is not served, since "
                    + (location.startsWith("s3:") || location.startsWith("gcs:")
                            ? "buckets are not read"
                            : "nothing is looked for on the class path")
                    + ": give 'filesystem:' and a directory, or a Git repository");
        }
        if (location.contains("*") || location.contains("?")) {
            throw new IllegalArgumentException(
                    "the location '" + location + "' is not served: name each directory instead of a pattern");
        }
        return location.substring("filesystem:".length());
    }

    private static ChangelogSource mounted(String directory) {
        try {
            return ChangelogSource.directory(Path.of(directory));
        } catch (InvalidPathException failure) {
            throw new IllegalArgumentException("'" + directory + "' is no path of a directory", failure);
        }
    }
}
