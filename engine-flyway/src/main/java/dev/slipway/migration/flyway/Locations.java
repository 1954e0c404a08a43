package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The directories of a changelog that are Flyway's locations.
 *
 * @param directories none for the root alone
 */
record Locations(List<String> directories) {
    Locations {
        directories = List.copyOf(directories);
    }

    /** Without slashes around them, and without those that lie in another one, as Flyway leaves them out. */
    static List<String> checked(String... directories) {
        List<String> plain =
                Arrays.stream(directories).map(Locations::plain).distinct().toList();
        return plain.stream()
                .filter(one -> plain.stream().noneMatch(other -> !other.equals(one) && isWithin(one, other)))
                .toList();
    }

    private static String plain(String directory) {
        String plain = directory.strip().replaceAll("^(\\./+)+|^/+|/+$", "");
        if (plain.equals(".")) {
            return "";
        }
        boolean escapes = Arrays.asList(plain.split("/", -1)).contains("..");
        if (escapes || plain.contains(":") || plain.contains("\\")) {
            throw new IllegalArgumentException("'" + directory + "' is not a directory of a changelog: name one like"
                    + " 'sql/common', without 'filesystem:' or 'classpath:'");
        }
        return plain;
    }

    private static boolean isWithin(String path, String directory) {
        return directory.isEmpty() || path.startsWith(directory + "/");
    }

    /** The path relative to its location, if it lies in one. */
    Optional<String> relative(ChangelogFile file) {
        if (directories.isEmpty()) {
            return Optional.of(file.path());
        }
        return directories.stream()
                .filter(directory -> isWithin(file.path(), directory))
                .findFirst()
                .map(directory ->
                        directory.isEmpty() ? file.path() : file.path().substring(directory.length() + 1));
    }

    /** The ones in which there is nothing. */
    List<String> missing(Changelog changelog) {
        return directories.stream()
                .filter(directory -> changelog.files().stream().noneMatch(file -> isWithin(file.path(), directory)))
                .toList();
    }
}
