package dev.slipway.examples.runner;

import dev.slipway.migration.StopSignal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Being told to stop by SIGTERM (the platform) or SIGINT (a person). What waits is interrupted; a migration that has
 * begun is never cut off, the run ends before the next one. A second signal ends the process at once.
 */
final class Stop implements StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
    /** A fetch or connect that does not heed interrupts ends by its own timeout; the platform kills after 30 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Thread main = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private boolean migrating;
    private boolean begun;
    private volatile @Nullable ExitCode code;

    /** Takes the signals over; the calling thread is the one to be interrupted. */
    static Stop listen() {
        var stop = new Stop();
        stop.take("TERM", ExitCode.TERMINATED);
        stop.take("INT", ExitCode.INTERRUPTED);
        return stop;
    }

    private void take(String name, ExitCode meaning) {
        try {
            Signal.handle(new Signal(name), signal -> told(meaning));
        } catch (IllegalArgumentException reserved) {
            LOG.debug("SIG{} is handled by the JVM", name);
        }
    }

    /** What a signal does. */
    void told(ExitCode meaning) {
        if (code != null) {
            Runtime.getRuntime().halt(meaning.number());
        }
        synchronized (this) {
            code = meaning;
            if (!migrating) {
                main.interrupt();
            }
        }
        LOG.warn("{}: {}", name(meaning), migrating ? "ending before the next migration" : "ending");
        var watch = new Thread(() -> haltLate(meaning), "stop");
        watch.setDaemon(true);
        watch.start();
    }

    private void haltLate(ExitCode meaning) {
        try {
            while (!finished.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (!isMigrating()) {
                    LOG.error("Stopped by {}: what was waited for did not end within {}", name(meaning), PATIENCE);
                    Runtime.getRuntime().halt(meaning.number());
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether something is being executed now. */
    synchronized boolean isMigrating() {
        return migrating;
    }

    /** Whether something may have been executed, now or before. */
    synchronized boolean hasBegun() {
        return begun;
    }

    /** From here on the main thread is not interrupted. Returns false if the process was told to stop before. */
    synchronized boolean beginMigrating() {
        migrating = code == null;
        begun |= migrating;
        return migrating;
    }

    /** Nothing is executed any more: what comes can be interrupted. */
    synchronized void endMigrating() {
        migrating = false;
        if (code != null) {
            main.interrupt();
        }
    }

    /** {@link #beginMigrating}, or the end if the process was told to stop. */
    void requireBegin() {
        if (!beginMigrating()) {
            throw new StoppedException();
        }
    }

    /** The main thread has nothing left to do. */
    void finish() {
        finished.countDown();
    }

    @Override
    public boolean isRequested() {
        return code != null;
    }

    /** The exit code that the signal asks for, if there was one. */
    Optional<ExitCode> code() {
        return Optional.ofNullable(code);
    }

    static String name(ExitCode meaning) {
        return meaning == ExitCode.INTERRUPTED ? "SIGINT" : "SIGTERM";
    }
}
