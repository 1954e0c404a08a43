package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.slipway.migration.MigrationPlan;
import java.util.concurrent.CountDownLatch;

/** Keeps its run inside {@code planned}, where it holds the lock, until it is released. */
final class HoldingRecorder extends Recorder implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    void awaitHeld() throws InterruptedException {
        if (!held.await(PATIENCE_SECONDS, SECONDS)) {
            throw new AssertionError("listener.planned was not called within " + PATIENCE_SECONDS + " s");
        }
    }

    void release() {
        released.countDown();
    }

    @Override
    public void planned(MigrationPlan plan) {
        super.planned(plan);
        held.countDown();
        try {
            if (!released.await(PATIENCE_SECONDS, SECONDS)) {
                throw new AssertionError("nobody released the lock");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while holding the lock", interrupted);
        }
    }

    @Override
    public void close() {
        release();
    }
}
