package dev.slipway.examples.runner;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log how a run goes on. */
final class Progress implements MigrationListener {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long BETWEEN_LINES_SECONDS = 10;

    private final Stop stop;
    private final Result result;
    private final Consumer<MigrationPlan> before;
    private long nextLineAtSecond;
    private boolean planned;

    /**
     * A listener for one run.
     *
     * @param before what is done before the first migration; it can be interrupted
     */
    Progress(Stop stop, Result result, Consumer<MigrationPlan> before) {
        this.stop = stop;
        this.result = result;
        this.before = before;
    }

    /** Whether the state before was shown. */
    boolean isPlanned() {
        return planned;
    }

    @Override
    public void waiting(String holder, Duration soFar) {
        result.status().waiting(holder, soFar);
        if (soFar.toSeconds() >= nextLineAtSecond) {
            nextLineAtSecond = soFar.toSeconds() + BETWEEN_LINES_SECONDS;
            LOG.info("Waiting for another run ({}) for {} s", holder, soFar.toSeconds());
        }
    }

    @Override
    public void planned(MigrationPlan plan) {
        planned = true;
        result.before(plan);
        result.status().migrating(0, plan.pending().size());
        Logs.OUTPUT.info("State before:\n{}", StateTable.of(plan));
        before.accept(plan);
        stop.requireBegin();
    }

    @Override
    public void started(Migration migration, int number, int total) {
        result.status().migrating(number, total);
        LOG.info("Applying {} of {}: {} {}", number, total, migration.id(), migration.description());
    }

    @Override
    public void applied(Migration migration, Duration elapsed) {
        LOG.debug("Applied {} in {} ms", migration.id(), elapsed.toMillis());
    }
}
