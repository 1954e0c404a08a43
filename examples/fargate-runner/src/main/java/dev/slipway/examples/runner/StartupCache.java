package dev.slipway.examples.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The cache of loaded classes (JDK 25's AOT cache) that the image's options name. The Java virtual machine goes on without
 * one that does not fit, in silence and at three times the cost; and one before 25.0.4 (JDK-8377932) takes it in spite of
 * changed jars, and runs classes that are no longer in them.
 */
final class StartupCache {
    /** The cache; beside it, with {@link #JARS} appended, what it was made from: lines of size, time in seconds, and name. */
    static final String PROPERTY = "slipway.cache";

    static final String JARS = ".jars";
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private StartupCache() {}

    /** What is wrong with the cache of this process, if it was given one, in one line. */
    static Optional<String> complaint() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).flatMap(name -> complaint(Path.of(name), MAPPED));
    }

    static Optional<String> complaint(Path cache, Path mapped) {
        try {
            Optional<String> changed = changedJar(cache);
            if (!Files.isReadable(mapped) || Files.readString(mapped).contains(cache.toString())) {
                return changed.map(jar -> "The start-up cache '" + cache + "' was made with another '" + jar
                        + "', classes of which may run instead: build the image again");
            }
            return Optional.of("The start-up cache '" + cache + "' was refused"
                    + changed.map(jar -> " because of '" + jar + "'").orElse("")
                    + ", starting takes about three times as long: build the image again, or see why with"
                    + " _JAVA_OPTIONS=-Xlog:aot*:stderr");
        } catch (IOException failure) {
            return Optional.of(
                    "The start-up cache '" + cache + "' cannot be checked (" + failure + "): build the image again");
        }
    }

    private static Optional<String> changedJar(Path cache) throws IOException {
        for (String line : Files.readAllLines(cache.resolveSibling(cache.getFileName() + JARS))) {
            List<String> words = List.of(line.split(" ", 3));
            Path jar = cache.resolveSibling(words.get(2));
            if (!Files.exists(jar) || !describe(jar, words.get(2)).equals(line)) {
                return Optional.of(words.get(2));
            }
        }
        return Optional.empty();
    }

    /** A line of the list. */
    static String describe(Path jar, String name) throws IOException {
        var attributes = Files.readAttributes(jar, BasicFileAttributes.class);
        return attributes.size() + " " + attributes.lastModifiedTime().to(TimeUnit.SECONDS) + " " + name;
    }
}
