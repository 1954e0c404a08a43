package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.slipway.migration.MigrationException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies that tests are done with. They are dropped in the background while no copies are asked for, since dropping one
 * holds up those who make others: PostgreSQL writes a checkpoint for it.
 */
final class UsedCopies {
    private static final Logger LOG = LoggerFactory.getLogger(UsedCopies.class);
    /** For so long nobody has asked for a copy. Longer than most tests take, shorter than anybody looks. */
    private static final long QUIET_MILLIS = 250;

    private final RunningServer server;
    private final ScheduledThreadPoolExecutor dropper = Daemons.scheduler("slipway-drops", 1);
    /** Seen by the dropper only, like the next. */
    private final Queue<Address> waiting = new ArrayDeque<>();

    private boolean sweeping;
    private volatile long lastPostponed = System.nanoTime();

    UsedCopies(RunningServer server) {
        this.server = server;
    }

    /** Somebody wants copies: those that are used can wait. */
    void postpone() {
        lastPostponed = System.nanoTime();
    }

    /** Drops a copy, later; or not at all if this was closed: then there is nothing left of it. */
    void add(Address copy) {
        try {
            dropper.execute(() -> receive(copy));
        } catch (RejectedExecutionException closed) {
            LOG.debug("{} went with its server", copy);
        }
    }

    /** Ends what goes on; what is left is the server's to drop when it closes. */
    void close() {
        dropper.shutdown();
        Daemons.await(dropper);
    }

    private void receive(Address copy) {
        if (server.spare() == 0) {
            drop(copy);
            return;
        }
        attempt(() -> server.disconnect(copy));
        waiting.add(copy);
        if (waiting.size() > server.spare()) {
            drop(waiting.remove());
        }
        if (!sweeping) {
            sweeping = true;
            sweepIn(QUIET_MILLIS);
        }
    }

    /** One at a time: somebody may want copies meanwhile. */
    private void sweep() {
        long left = QUIET_MILLIS - (System.nanoTime() - lastPostponed) / 1_000_000;
        if (left <= 0) {
            drop(waiting.remove());
        }
        sweeping = !waiting.isEmpty();
        if (sweeping) {
            sweepIn(Math.max(left, 0));
        }
    }

    private void sweepIn(long millis) {
        try {
            dropper.schedule(this::sweep, millis, MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("{} used databases go with their server", waiting.size());
        }
    }

    private void drop(Address copy) {
        attempt(() -> server.drop(copy));
    }

    /** The test is over and has its result; what is left behind is swept up by a later run. */
    private static void attempt(Runnable action) {
        try {
            action.run();
        } catch (MigrationException failure) {
            LOG.warn("{}", failure.getMessage());
        }
    }
}
