package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;

/** Work on a thread of its own, which is ended with the test. */
final class Background<T> implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final FutureTask<T> task;
    private final Thread thread;

    private Background(Callable<T> work) {
        task = new FutureTask<>(work);
        thread = new Thread(task, "contract");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Background<T> run(Callable<T> work) {
        return new Background<>(work);
    }

    /** What the work returned; throws what it threw. */
    T result() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, SECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) failure.getCause();
        } catch (TimeoutException late) {
            throw new AssertionError("did not end within " + PATIENCE_SECONDS + " s", late);
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join(SECONDS.toMillis(PATIENCE_SECONDS));
    }
}
