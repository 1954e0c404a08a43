package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands out copies, some of them made ahead, and takes them back. Its threads end when they have had nothing to do for a
 * second, and by {@link #close}.
 */
final class CopySupply {
    /** More would only slow each other down: parts of the work wait for one process of the server. */
    private static final int MOST_MAKERS = 3;
    /** For so long none is begun while others are ready: the test that has just got one connects to it meanwhile. */
    private static final long GRACE_MILLIS = 30;

    private final RunningServer server;
    private final ScheduledThreadPoolExecutor makers = Daemons.scheduler(
            "slipway-copies",
            Math.max(2, Math.min(MOST_MAKERS, Runtime.getRuntime().availableProcessors())));
    private final UsedCopies used;
    private final AtomicBoolean kept = new AtomicBoolean();
    /** Those that were made ahead, in the order in which they became ready; or why they could not be made. */
    private final BlockingQueue<Future<Address>> ready = new LinkedBlockingQueue<>();

    private final Set<Making> begun = ConcurrentHashMap.newKeySet();
    /** How many are or will be in {@code ready} that nobody waits for. */
    private int coming;
    /** How many somebody is about to take out of {@code ready}. */
    private int claimed;

    private final long graceMillis;
    private int ahead;
    private boolean closed;

    CopySupply(RunningServer server) {
        this(server, GRACE_MILLIS);
    }

    CopySupply(RunningServer server, long graceMillis) {
        this.server = server;
        this.used = new UsedCopies(server);
        this.graceMillis = graceMillis;
    }

    /** How many can be taken without waiting. */
    synchronized int ready() {
        return ready.size() - claimed;
    }

    /**
     * Begins to make copies ahead.
     *
     * @param atLeast how many to have ready
     */
    synchronized void replenish(int atLeast) {
        ahead = Math.max(ahead, atLeast);
        replenishIn(0);
    }

    private void replenishIn(long millis) {
        while (coming < ahead && !makers.isShutdown()) {
            coming++;
            var making = new Making();
            begun.add(making);
            makers.schedule(making, millis, MILLISECONDS);
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
                claimed++;
            }
            replenishIn(ready() > 0 ? graceMillis : 0);
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
            makers.shutdownNow();
        }
        // Those that are being made end by themselves, and go with their server.
        begun.forEach(making -> making.cancel(false));
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
            return next().get();
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

    private Future<Address> next() throws InterruptedException {
        try {
            return ready.take();
        } finally {
            synchronized (this) {
                claimed--;
            }
        }
    }

    /** Is ready when it is done, whichever was begun first; also if it failed, or was cancelled. */
    private final class Making extends FutureTask<Address> {
        Making() {
            super(server::copy);
        }

        @Override
        protected void done() {
            begun.remove(this);
            used.postpone();
            ready.add(this);
        }
    }
}
