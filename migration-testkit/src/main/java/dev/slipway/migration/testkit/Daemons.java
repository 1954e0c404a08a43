package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that keep no JVM from ending, and end themselves when they have had nothing to do for a second. */
final class Daemons {
    private static final Logger LOG = LoggerFactory.getLogger(Daemons.class);
    /** Making or dropping a database takes milliseconds; this is for a server that has stopped answering. */
    private static final int PATIENCE_SECONDS = 60;

    private Daemons() {}

    /** Threads that forget what they were to do later when they are shut down. */
    static ScheduledThreadPoolExecutor scheduler(String name, int threads) {
        var scheduler = new ScheduledThreadPoolExecutor(threads, named(name));
        scheduler.setKeepAliveTime(1, SECONDS);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return ending(scheduler);
    }

    /** Waits until what is being done has been done, after a shutdown. */
    static void await(ThreadPoolExecutor threads) {
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, SECONDS)) {
                LOG.warn("The server has not answered for {} s: a later run cleans up on it", PATIENCE_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T extends ThreadPoolExecutor> T ending(T threads) {
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static ThreadFactory named(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
