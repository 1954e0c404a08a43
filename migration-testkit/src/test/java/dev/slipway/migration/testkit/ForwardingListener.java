package dev.slipway.migration.testkit;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import java.time.Duration;

/** A listener that tells another one. */
class ForwardingListener implements MigrationListener {
    private final MigrationListener target;

    ForwardingListener(MigrationListener target) {
        this.target = target;
    }

    @Override
    public void waiting(String holder, Duration soFar) {
        target.waiting(holder, soFar);
    }

    @Override
    public void planned(MigrationPlan plan) {
        target.planned(plan);
    }

    @Override
    public void started(Migration migration, int number, int total) {
        target.started(migration, number, total);
    }

    @Override
    public void applied(Migration migration, Duration elapsed) {
        target.applied(migration, elapsed);
    }

    @Override
    public void failed(Migration migration, MigrationException failure) {
        target.failed(migration, failure);
    }
}
