package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock of a JVM behind which all runs of Liquibase stand, since Liquibase's singletons belong to the JVM. The only
 * static state of this module.
 */
final class JvmLock implements AutoCloseable {
    private static final ReentrantLock RUNNING = new ReentrantLock(true);
    private static final String HOLDER = "another Liquibase run in this JVM";

    private JvmLock() {}

    /** Waits for the lock as long as the run may wait. */
    static JvmLock acquire(Waiting waiting) {
        if (RUNNING.isHeldByCurrentThread()) {
            throw new MigrationException(
                    "A Liquibase run was started from within another one, by a listener or custom change: Liquibase cannot"
                            + " do that, start it after the run");
        }
        try {
            if (RUNNING.tryLock(0, TimeUnit.NANOSECONDS)) {
                return new JvmLock();
            }
            while (true) {
                waiting.tell(HOLDER, "Liquibase runs one at a time in a JVM: wait longer, or use worker processes");
                if (RUNNING.tryLock(waiting.slice().toNanos(), TimeUnit.NANOSECONDS)) {
                    return new JvmLock();
                }
            }
        } catch (InterruptedException interrupted) {
            throw Waiting.interrupted(HOLDER);
        }
    }

    @Override
    public void close() {
        RUNNING.unlock();
    }
}
