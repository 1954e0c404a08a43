package dev.slipway.migration.testkit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.slipway.migration.DatabaseUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A lock between JVMs and between the threads of one, which the operating system lets go of when the JVM ends, however
 * it ends.
 */
final class FileGuard implements AutoCloseable {
    private static final long POLL_MILLIS = 20;

    private final FileChannel channel;

    private FileGuard(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @throws DatabaseUnavailableException if it is not to be had in time, or the thread was interrupted
     */
    static FileGuard await(Path file, Duration patience) throws IOException {
        long start = System.nanoTime();
        while (true) {
            FileChannel channel = FileChannel.open(file, CREATE, WRITE);
            if (awaitLock(channel, file, patience, start) && Files.exists(file)) {
                return new FileGuard(channel);
            }
            // Whoever held it has deleted the file: the lock would be on nothing.
            channel.close();
        }
    }

    /** The lock, if nobody has it. Not for a file that this JVM itself may have locked. */
    static @Nullable FileGuard tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        try {
            if (channel.tryLock() != null && Files.exists(file)) {
                return new FileGuard(channel);
            }
        } catch (OverlappingFileLockException ours) {
            // Falls through: closing the channel is what the caller was warned of.
        }
        channel.close();
        return null;
    }

    /**
     * The channel stays open until the lock is there: on POSIX, closing any channel of a file lets go of all locks that
     * the JVM has on it, and another thread of this JVM may have one.
     */
    private static boolean awaitLock(FileChannel channel, Path file, Duration patience, long start) throws IOException {
        while (System.nanoTime() - start < patience.toNanos()) {
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return true;
                }
            } catch (OverlappingFileLockException anotherThread) {
                // The same as being refused, told otherwise.
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new DatabaseUnavailableException("Interrupted while another process holds '" + file + "'");
            }
        }
        throw new DatabaseUnavailableException("Another process has held '" + file + "' for " + patience.toSeconds()
                + " s: end it, or delete the file");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
