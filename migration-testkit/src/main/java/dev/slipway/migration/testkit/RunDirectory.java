package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of one running server, beside a lock file that says that its JVM lives. What killed JVMs leave behind is
 * found by the free lock.
 */
final class RunDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
    private static final String LOCK = ".lock";
    private static final String KEPT = "kept";
    /** The file in which PostgreSQL, in its data directory, and other servers tell their processes. */
    static final String POSTGRES_PID = "postmaster.pid";

    static final String PID = "server.pid";
    private static final Pattern SERVERS = Pattern.compile("postgres|mariadbd|mysqld");
    private static final int PATIENCE_SECONDS = 10;
    private static final Duration KEPT_FOR = Duration.ofDays(1);

    private final Path path;
    private final Path lockFile;
    private final FileGuard lock;

    private RunDirectory(Path path, Path lockFile, FileGuard lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Makes one, after it has swept up the others. */
    static RunDirectory create(Path parent) throws IOException {
        Files.createDirectories(parent);
        sweep(parent);
        while (true) {
            String name = ownPrefix() + UUID.randomUUID().toString().substring(0, 8);
            Path lockFile = parent.resolve(name + LOCK);
            FileGuard lock = FileGuard.tryLock(lockFile);
            if (lock != null) {
                return new RunDirectory(Files.createDirectory(parent.resolve(name)), lockFile, lock);
            }
        }
    }

    Path data() {
        return path.resolve(CacheDirectory.DATA);
    }

    Path path() {
        return path;
    }

    /** Spares it for a day. */
    void keep() {
        try {
            Files.writeString(path.resolve(KEPT), "");
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** With its server, should that still run. */
    void delete() {
        try {
            stopServer(path);
            Trees.delete(path);
            Files.deleteIfExists(lockFile);
            lock.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Stops the server of a run, if it is still there. */
    static void stopServer(Path run) throws IOException {
        Optional<ProcessHandle> server = server(run);
        if (server.isPresent()) {
            ProcessHandle process = server.get();
            process.destroy();
            process.onExit()
                    .orTimeout(PATIENCE_SECONDS, SECONDS)
                    .exceptionally(late -> {
                        process.destroyForcibly();
                        return process;
                    })
                    .join();
        }
    }

    /** By its own file, and by its name: numbers of processes are used again. */
    private static Optional<ProcessHandle> server(Path run) throws IOException {
        for (Path pidFile :
                List.of(run.resolve(PID), run.resolve(CacheDirectory.DATA).resolve(POSTGRES_PID))) {
            if (Files.exists(pidFile)) {
                String pid = Files.readAllLines(pidFile).stream()
                        .findFirst()
                        .map(String::strip)
                        .orElse("");
                return pid.matches("\\d{1,9}")
                        ? ProcessHandle.of(Long.parseLong(pid))
                                .filter(process -> SERVERS.matcher(
                                                process.info().command().orElse(""))
                                        .find())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static void sweep(Path parent) throws IOException {
        List<Path> locks;
        try (Stream<Path> entries = Files.list(parent)) {
            locks = entries.filter(entry -> entry.toString().endsWith(LOCK)).toList();
        }
        for (Path lockFile : locks) {
            if (!lockFile.getFileName().toString().startsWith(ownPrefix())) {
                sweepOne(lockFile);
            }
        }
    }

    private static void sweepOne(Path lockFile) {
        String name = lockFile.getFileName().toString();
        Path directory = lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
        try (FileGuard abandoned = FileGuard.tryLock(lockFile)) {
            if (abandoned != null && !isKept(directory)) {
                stopServer(directory);
                Trees.delete(directory);
                Files.deleteIfExists(lockFile);
            }
        } catch (IOException | UncheckedIOException failure) {
            LOG.debug("Cannot clean up {}: {}", directory, failure.toString());
        }
    }

    private static boolean isKept(Path directory) throws IOException {
        Path mark = directory.resolve(KEPT);
        return Files.exists(mark)
                && Files.getLastModifiedTime(mark)
                        .toInstant()
                        .isAfter(Instant.now().minus(KEPT_FOR));
    }

    /** The names of this JVM's own, whose locks must not be tried: see {@link FileGuard}. */
    private static String ownPrefix() {
        return ProcessHandle.current().pid() + "-";
    }
}
