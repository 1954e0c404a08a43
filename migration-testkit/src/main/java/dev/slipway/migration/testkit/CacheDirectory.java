package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where stopped data directories outlive the JVM, by their keys, and where running servers have theirs. */
final class CacheDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(CacheDirectory.class);
    /** Longer than any migration in a test should take; another JVM may be at it. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration OLDEST = Duration.ofDays(14);
    private static final int MOST = 16;
    /** So that one is not deleted that another JVM is copying. */
    private static final Duration YOUNGEST_TO_DROP = Duration.ofHours(1);

    /** What an entry and a run consist of. */
    static final String DATA = "data";

    static final String REPORT = "report";
    private static final String HALF = "half-";

    private final Path root;

    private CacheDirectory(Path root) {
        this.root = root;
    }

    static CacheDirectory at(Optional<Path> chosen) {
        return new CacheDirectory(chosen.orElseGet(CacheDirectory::ofUser));
    }

    private static Path ofUser() {
        return Path.of(System.getProperty("user.home", ""), ".cache", "slipway");
    }

    Path root() {
        return root;
    }

    RunDirectory newRun() throws IOException {
        prepare();
        return RunDirectory.create(root.resolve("run"));
    }

    /** Holds others off while an entry is made. */
    FileGuard lock(String key) throws IOException {
        Path locks = Files.createDirectories(root.resolve("locks"));
        return FileGuard.await(locks.resolve(key), PATIENCE);
    }

    /**
     * Copies an entry, if it is there, to where nothing is yet, and makes it the youngest.
     *
     * @return its report; nothing if it is not there: then there is still nothing
     */
    Optional<byte[]> restore(String key, Path to) throws IOException {
        Path entry = entry(key);
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
            Trees.copy(entry.resolve(DATA), to);
            byte[] report = Files.readAllBytes(entry.resolve(REPORT));
            if (Files.exists(entry)) {
                return Optional.of(report);
            }
        } catch (NoSuchFileException absent) {
            LOG.debug("There is no {}", absent.getMessage());
        }
        // Never there, or dropped meanwhile by another JVM: the copy may lack what was deleted before it was reached.
        Trees.delete(to);
        return Optional.empty();
    }

    /** Copies a directory and a file's content into a new entry, which is there as a whole or not at all. */
    void store(String key, Path data, byte[] report) throws IOException {
        Files.createDirectories(root.resolve("templates"));
        Path half = half(entry(key));
        try {
            Files.createDirectory(half);
            Trees.copy(data, half.resolve(DATA));
            Files.write(half.resolve(REPORT), report);
            Files.move(half, entry(key), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            if (Files.exists(half)) {
                Trees.delete(half);
            }
        }
        dropOld();
    }

    /** A directory of programs that is filled once, as a whole or not at all. */
    Path binaries(String name, Unpacking unpacking) throws IOException {
        Path complete = root.resolve("binaries").resolve(name);
        try (var lock = lock(name)) {
            if (!Files.isDirectory(complete)) {
                Path half = half(complete);
                Files.createDirectories(half);
                sweep(root.resolve("binaries"));
                unpacking.into(half);
                Files.move(half, complete, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return complete;
    }

    /** Deletes what JVMs left that were killed while they filled it: others may be at it. */
    private static void sweep(Path binaries) throws IOException {
        List<Path> all;
        try (Stream<Path> entries = Files.list(binaries)) {
            all = entries.toList();
        }
        for (Path entry : all) {
            if (entry.getFileName().toString().startsWith(HALF)
                    && lastUsed(entry).isBefore(Instant.now().minus(YOUNGEST_TO_DROP))) {
                Trees.delete(entry);
            }
        }
    }

    /** Fills a directory. */
    @FunctionalInterface
    interface Unpacking {
        void into(Path directory) throws IOException;
    }

    private Path entry(String key) {
        return root.resolve("templates").resolve(key);
    }

    /** Drops what has not been used for long, and the longest unused of too many. */
    private void dropOld() throws IOException {
        List<Path> youngestFirst;
        try (Stream<Path> entries = Files.list(root.resolve("templates"))) {
            youngestFirst = entries.sorted(
                            Comparator.comparing(CacheDirectory::lastUsed).reversed())
                    .toList();
        }
        for (int i = 0; i < youngestFirst.size(); i++) {
            Duration age = Duration.between(lastUsed(youngestFirst.get(i)), Instant.now());
            if (age.compareTo(OLDEST) > 0 || (i >= MOST && age.compareTo(YOUNGEST_TO_DROP) > 0)) {
                LOG.debug("Deleting template {}, unused for {}", youngestFirst.get(i), age);
                drop(youngestFirst.get(i));
            }
        }
    }

    /** Under another name first: what is deleted only in part is not to be found, even if this JVM is killed. */
    private static void drop(Path entry) {
        Path gone = half(entry);
        try {
            Files.move(entry, gone, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException inUse) {
            LOG.debug("Another process has moved or is reading {}: {}", entry, inUse.toString());
            return;
        }
        Trees.delete(gone);
    }

    /** A name for what is not whole yet, or not any more. */
    private static Path half(Path whole) {
        return whole.resolveSibling(HALF + UUID.randomUUID());
    }

    private static Instant lastUsed(Path entry) {
        try {
            return Files.getLastModifiedTime(entry).toInstant();
        } catch (IOException gone) {
            return Instant.MIN;
        }
    }

    /** For nobody else's eyes: roles' passwords are in there. */
    private void prepare() {
        try {
            if (!Files.isDirectory(root)) {
                boolean posix =
                        root.getFileSystem().supportedFileAttributeViews().contains("posix");
                Files.createDirectories(root.getParent());
                if (posix) {
                    Files.createDirectory(
                            root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else {
                    Files.createDirectory(root);
                }
            }
        } catch (java.nio.file.FileAlreadyExistsException race) {
            LOG.debug("Another process made {}", root);
        } catch (IOException failure) {
            throw new MigrationException(
                    "Cannot make the directory '" + root + "' for embedded servers (" + failure
                            + "): choose another by cacheDirectory",
                    failure);
        }
    }
}
