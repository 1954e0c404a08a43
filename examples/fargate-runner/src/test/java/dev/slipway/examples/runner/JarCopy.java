package dev.slipway.examples.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * A jar as the image has it: without signatures, since no start-up cache takes classes of signed jars, and without a class
 * path in its manifest, since of one the cache remembers where the jars were.
 */
final class JarCopy {
    private JarCopy() {}

    static void copy(Path from, Path to, FileTime time) throws IOException {
        try (var jar = new JarFile(from.toFile())) {
            Manifest manifest = jar.getManifest();
            boolean linked = manifest != null && manifest.getMainAttributes().containsKey(Attributes.Name.CLASS_PATH);
            if (!linked && jar.stream().noneMatch(entry -> isSignature(entry.getName()))) {
                Files.copy(from, to);
            } else {
                rewrite(jar, to, time);
            }
        }
        Files.setLastModifiedTime(to, time);
    }

    private static void rewrite(JarFile jar, Path to, FileTime time) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().putAll(jar.getManifest().getMainAttributes());
        manifest.getMainAttributes().remove(Attributes.Name.CLASS_PATH);
        try (var out = new JarOutputStream(Files.newOutputStream(to))) {
            out.putNextEntry(entry(JarFile.MANIFEST_NAME, time));
            manifest.write(out);
            for (var entry : (Iterable<java.util.jar.JarEntry>) jar.stream()::iterator) {
                String name = entry.getName();
                if (!isSignature(name) && !name.equals(JarFile.MANIFEST_NAME)) {
                    out.putNextEntry(entry(name, time));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
        }
    }

    private static ZipEntry entry(String name, FileTime time) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.ofInstant(time.toInstant(), java.time.ZoneOffset.UTC));
        return entry;
    }

    private static boolean isSignature(String name) {
        return name.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
    }
}
