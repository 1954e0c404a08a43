package dev.slipway.examples.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in the image, at another place than there, to be run without a container. The cache allows for that: only what
 * stands before {@code lib/} differs.
 */
final class UnpackedImage {
    static final String HOME = "/opt/slipway";

    private final Path java;
    private final Path options;

    private UnpackedImage(Path java, Path options) {
        this.java = java;
        this.options = options;
    }

    /**
     * Where a part of the image is in the directory from which it is built. Each part is a layer: a tree from the root on,
     * since directories that the engine makes itself have the time of their making, and no two layers would be the same.
     *
     * @param part {@code runtime}, {@code lib}, {@code app}, or a cache
     */
    static Path part(Path image, String part) {
        Path home = image.resolve(part + HOME);
        return part.equals("runtime") || part.equals("lib") ? home.resolve(part) : home;
    }

    /** @param image the directory from which the image is built */
    static UnpackedImage of(Path image, Path home) throws IOException {
        return of(image, home, "cache");
    }

    /**
     * The same with a cache of one's choice.
     *
     * @param cache what the image's build argument {@code CACHE} says
     */
    static UnpackedImage of(Path image, Path home, String cache) throws IOException {
        for (String part : List.of("lib", "app", cache)) {
            copy(part(image, part), part.equals("lib") ? home.resolve(part) : home);
        }
        String options = Files.readString(part(image, "app").resolve("run")).replace(HOME, home.toString());
        return new UnpackedImage(
                part(image, "runtime").resolve("bin/java").toAbsolutePath(),
                Files.writeString(home.resolve("run"), options));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        to.resolve(file.getFileName()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** What the image runs, with more options of the Java virtual machine before its own. */
    List<String> command(String... more) {
        var command = new ArrayList<>(List.of(java.toString()));
        command.addAll(List.of(more));
        command.add("@" + options);
        return command;
    }
}
