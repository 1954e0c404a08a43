package dev.slipway.examples.runner;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Liquibase's properties files, and where its container has what.
 *
 * @param installation what is Liquibase's own directory in its container: {@code /liquibase}
 * @param work the working directory
 */
record LiquibaseFiles(Path installation, Path work) {
    static LiquibaseFiles ofThisProcess() {
        return new LiquibaseFiles(Path.of("/liquibase"), Path.of(""));
    }

    /** Of a place where there are none. */
    static LiquibaseFiles none() {
        return new LiquibaseFiles(Path.of("no such directory"), Path.of("no such directory"));
    }

    /** Where the container of Liquibase's has the changelog. */
    Path changelog() {
        return installation.resolve("changelog");
    }

    /** Where the container of Liquibase's has JDBC drivers. */
    Path drivers() {
        return installation.resolve("lib");
    }

    /** The properties file that is taken without being named, if it is there. */
    Optional<Path> found() {
        return Stream.of(installation.resolve("liquibase.docker.properties"), work.resolve("liquibase.properties"))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** A path that may be of a file in the directory of the changelog; else as {@link #resolve(String)}. */
    Path resolve(String path, Optional<String> mounted) {
        return mounted.map(directories ->
                        Path.of(Directories.split(directories).get(0)).resolve(path))
                .filter(Files::isRegularFile)
                .orElseGet(() -> resolve(path));
    }

    /** A path; one that is not absolute begins where the container would be, or in the working directory. */
    Path resolve(String path) {
        Path given = Path.of(path);
        if (given.isAbsolute()) {
            return given;
        }
        return Stream.of(changelog(), installation, work)
                .filter(Files::isDirectory)
                .map(directory -> directory.resolve(given))
                .filter(Files::exists)
                .findFirst()
                .orElse(work.resolve(given));
    }

    /** The places of a search path. */
    List<Path> searched(String searchPath) {
        return Directories.split(searchPath).stream()
                .map(place -> resolve(place.replaceFirst("^file:(//)?(?=/)", "")))
                .map(Path::normalize)
                .toList();
    }

    /** What wins over a properties file: its neighbour {@code *.local.properties}, if it is there. */
    static List<Path> withLocal(Path file) {
        String name = String.valueOf(file.getFileName());
        Path local = file.resolveSibling(name.replaceFirst("\\.properties$", ".local.properties"));
        return local.equals(file) || !Files.isRegularFile(local) ? List.of(file) : List.of(local, file);
    }

    /**
     * The settings of a file, as Liquibase reads it: ISO 8859-1, values without the spaces at their ends.
     *
     * @throws IllegalArgumentException if it cannot be read; the message quotes nothing of it
     */
    static Map<String, String> read(Path file) {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        } catch (IOException failure) {
            throw new IllegalArgumentException("the file '" + file + "' cannot be read ("
                    + failure.getClass().getSimpleName() + "): check that it is there, and its permissions");
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "the file '" + file + "' is no list of NAME=VALUE: look for '\\u' in it");
        }
        var values = new TreeMap<String, String>();
        properties
                .stringPropertyNames()
                .forEach(name -> values.put(name, properties.getProperty(name).strip()));
        return values;
    }
}
