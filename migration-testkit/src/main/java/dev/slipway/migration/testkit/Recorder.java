package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Writes down what a listener is told. */
class Recorder implements MigrationListener {
    private static final int PATIENCE_SECONDS = 30;

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final List<MigrationPlan> plans = new CopyOnWriteArrayList<>();
    private final List<MigrationException> failures = new CopyOnWriteArrayList<>();
    private final List<String> holders = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch waits = new CountDownLatch(1);

    /** {@code planned 2}, {@code started 1 1/2}, {@code applied 1}, {@code failed 2}; waiting is not among them. */
    List<String> events() {
        return events;
    }

    List<MigrationPlan> plans() {
        return plans;
    }

    List<MigrationException> failures() {
        return failures;
    }

    /** Who held the database, as often as {@code waiting} was called. */
    List<String> holders() {
        return holders;
    }

    Set<Thread> threads() {
        return threads;
    }

    /** Returns as soon as the listener has been told that its run is waiting. */
    void awaitWaiting() throws InterruptedException {
        if (!waits.await(PATIENCE_SECONDS, SECONDS)) {
            throw new AssertionError("listener.waiting was not called within " + PATIENCE_SECONDS
                    + " s although another run holds the database");
        }
    }

    @Override
    public void waiting(String holder, Duration soFar) {
        threads.add(Thread.currentThread());
        holders.add(holder);
        waits.countDown();
    }

    @Override
    public void planned(MigrationPlan plan) {
        threads.add(Thread.currentThread());
        plans.add(plan);
        events.add("planned " + plan.pending().size());
    }

    @Override
    public void started(Migration migration, int number, int total) {
        threads.add(Thread.currentThread());
        events.add("started " + migration.id() + " " + number + "/" + total);
    }

    @Override
    public void applied(Migration migration, Duration elapsed) {
        threads.add(Thread.currentThread());
        events.add("applied " + migration.id());
    }

    @Override
    public void failed(Migration migration, MigrationException failure) {
        threads.add(Thread.currentThread());
        failures.add(failure);
        events.add("failed " + migration.id());
    }
}
