package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out copies, some of them made ahead, and drops those that come back, both in the background. Its threads end when
 * they have had nothing to do for a second, and by {@link #close}.
 */
final class CopySupply {
    private static final Logger LOG = LoggerFactory.getLogger(CopySupply.class);
    /** Dropping a database takes milliseconds; this is for a server that has stopped answering. */
    private static final int PATIENCE_SECONDS = 60;

    private final RunningServer server;
    private final ThreadPoolExecutor maker = worker("slipway-copies");
    private final ThreadPoolExecutor dropper = worker("slipway-drops");
    private final Queue<Future<Address>> coming = new ArrayDeque<>();
    private int ahead;
    private final AtomicBoolean kept = new AtomicBoolean();

    CopySupply(RunningServer server) {
        this.server = server;
    }

    /**
     * Begins to make copies ahead.
     *
     * @param atLeast how many to have ready
     */
    void replenish(int atLeast) {
        synchronized (coming) {
            ahead = Math.max(ahead, atLeast);
        }
        replenish();
    }

    /** A copy that nobody had before. */
    Address take() {
        Future<Address> next;
        synchronized (coming) {
            next = coming.poll();
        }
        replenish();
        return next == null ? server.copy() : await(next);
    }

    /** Drops a copy, later; or not at all if everything was closed before: then there is nothing left of it. */
    void giveBack(Address copy) {
        if (dropper.isShutdown()) {
            return;
        }
        dropper.execute(() -> {
            try {
                server.drop(copy);
            } catch (MigrationException failure) {
                // The test is over and has its result; what is left behind is swept up by a later run.
                LOG.warn("{}", failure.getMessage());
            }
        });
    }

    /** Spares a copy, and says how to connect to it. */
    String keep(Address copy) {
        kept.set(true);
        return server.keep(copy);
    }

    /** Ends what goes on in the background and closes the server. */
    void close() {
        maker.shutdownNow().forEach(task -> ((Future<?>) task).cancel(false));
        dropper.shutdown();
        await(maker);
        await(dropper);
        server.close(kept.get());
    }

    private void replenish() {
        synchronized (coming) {
            while (coming.size() < ahead && !maker.isShutdown()) {
                var task = new FutureTask<>(server::copy);
                coming.add(task);
                maker.execute(task);
            }
        }
    }

    private static Address await(Future<Address> coming) {
        try {
            return coming.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof MigrationException ours) {
                throw ours;
            }
            throw new MigrationException("Cannot copy the template: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("Interrupted while a database was being made");
        }
    }

    private static void await(ThreadPoolExecutor worker) {
        try {
            if (!worker.awaitTermination(PATIENCE_SECONDS, SECONDS)) {
                LOG.warn("Databases of tests are not dropped after {} s: a later run will do it", PATIENCE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor worker(String name) {
        ThreadFactory daemons = task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
        var worker = new ThreadPoolExecutor(1, 1, 1, SECONDS, new LinkedBlockingQueue<>(), daemons);
        worker.allowCoreThreadTimeOut(true);
        return worker;
    }
}
