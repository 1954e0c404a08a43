package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs what may wait for a server on a thread of its own, so that the caller can give up at any time. */
final class Network {
    /** How long a thread that was told to stop may take; it is a daemon in any case. */
    private static final long GRACE_MILLIS = 2_000;

    private Network() {}

    /** What is to be closed when the time is up. */
    static final class Scope {
        private @Nullable Closeable open;
        private boolean aborted;

        synchronized void closeOnAbort(Closeable resource) throws IOException {
            open = resource;
            if (aborted) {
                resource.close();
                throw new InterruptedIOException("aborted");
            }
        }

        synchronized void abort() {
            aborted = true;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException broken) {
                    // It was to be thrown away.
                }
            }
        }
    }

    /** What to do over the network. */
    interface Work<T> {
        T run(Scope scope) throws IOException;
    }

    /** The time is up. */
    static final class TimeUp extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Runs work and waits for it.
     *
     * @throws TimeUp if it takes longer
     * @throws ChangelogException if the calling thread is interrupted, its flag being set again
     */
    static <T> T run(Duration timeout, String what, Work<T> work) throws IOException {
        var scope = new Scope();
        Callable<T> call = () -> work.run(scope);
        var task = new FutureTask<T>(call);
        var thread = new Thread(task, "slipway-git-fetch");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | CancellationException slow) {
            stop(scope, thread);
            throw new TimeUp();
        } catch (InterruptedException interrupted) {
            stop(scope, thread);
            Thread.currentThread().interrupt();
            throw new ChangelogException(what + ": the thread was interrupted");
        } catch (ExecutionException failed) {
            throw rethrow(failed.getCause());
        } finally {
            join(thread);
        }
    }

    /** Closing may wait for what is to be closed, so that is not done here, either. */
    private static void stop(Scope scope, Thread thread) {
        thread.interrupt();
        var closing = new Thread(scope::abort, "slipway-git-abort");
        closing.setDaemon(true);
        closing.start();
    }

    /** The thread has nothing left to do but to end; with it gone, a fetch leaves no thread behind. */
    private static void join(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException again) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static IOException rethrow(@Nullable Throwable cause) {
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(String.valueOf(cause));
    }
}
