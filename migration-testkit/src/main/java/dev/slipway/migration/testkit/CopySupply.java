package dev.slipway.migration.testkit;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands out copies, some of them made ahead, and takes them back. Its threads end when they have had nothing to do for a
 * second, and by {@link #close}.
 */
final class CopySupply {
    /** More would only slow each other down: parts of the work wait for one process of the server. */
    private static final int MOST_MAKERS = 3;

    private final RunningServer server;
    private final ThreadPoolExecutor makers = Daemons.pool(
            "slipway-copies",
            Math.max(2, Math.min(MOST_MAKERS, Runtime.getRuntime().availableProcessors())));
    private final UsedCopies used;
    private final AtomicBoolean kept = new AtomicBoolean();
    /** Those that were made ahead, in the order in which they became ready; or why they could not be made. */
    private final BlockingQueue<Future<Address>> ready = new LinkedBlockingQueue<>();
    /** How many are or will be in {@code ready} that nobody waits for. */
    private int coming;

    private int ahead;
    private boolean closed;

    CopySupply(RunningServer server) {
        this.server = server;
        this.used = new UsedCopies(server);
    }

    /**
     * Begins to make copies ahead.
     *
     * @param atLeast how many to have ready
     */
    synchronized void replenish(int atLeast) {
        ahead = Math.max(ahead, atLeast);
        while (coming < ahead && !makers.isShutdown()) {
            coming++;
            makers.execute(new Making());
        }
    }

    /** A copy that nobody had before. */
    Address take() {
        used.postpone();
        boolean isComing;
        synchronized (this) {
            requireOpen();
            isComing = coming > 0;
            if (isComing) {
                coming--;
            }
            replenish(ahead);
        }
        Address copy = isComing ? nextReady() : server.copy();
        synchronized (this) {
            requireOpen();
        }
        return copy;
    }

    /** Drops a copy, later; or not at all if everything was closed before: then there is nothing left of it. */
    void giveBack(Address copy) {
        used.add(copy);
    }

    /** Spares a copy, and says how to connect to it. */
    String keep(Address copy) {
        kept.set(true);
        return server.keep(copy);
    }

    /** Ends what goes on in the background and closes the server. */
    void close() {
        synchronized (this) {
            closed = true;
            makers.shutdownNow().forEach(task -> ((Future<?>) task).cancel(false));
        }
        Daemons.await(makers);
        used.close();
        server.close(kept.get());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("These databases were closed");
        }
    }

    private Address nextReady() {
        try {
            return ready.take().get();
        } catch (ExecutionException failure) {
            synchronized (this) {
                requireOpen();
            }
            if (failure.getCause() instanceof MigrationException ours) {
                throw ours;
            }
            throw new MigrationException("Cannot copy the template: " + failure.getCause(), failure.getCause());
        } catch (CancellationException closed) {
            throw new IllegalStateException("These databases were closed", closed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("Interrupted while a database was being made");
        }
    }

    /** Is ready when it is done, whichever was begun first; also if it failed, or was cancelled. */
    private final class Making extends FutureTask<Address> {
        Making() {
            super(server::copy);
        }

        @Override
        protected void done() {
            used.postpone();
            ready.add(this);
        }
    }
}
