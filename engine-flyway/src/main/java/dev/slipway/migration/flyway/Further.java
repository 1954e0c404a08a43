package dev.slipway.migration.flyway;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens further connections while one is in use, without waiting for ever for a pool that has no more. */
final class Further {
    private static final Logger LOG = LoggerFactory.getLogger(Further.class);

    private final DataSource callers;
    private final Redactor redactor;
    private final Duration patience;

    Further(DataSource callers, Redactor redactor, Duration patience) {
        this.callers = callers;
        this.redactor = redactor;
        this.patience = patience;
    }

    /**
     * Opens one.
     *
     * @throws CredentialException if the database refuses the log-in
     * @throws DatabaseUnavailableException if there is none in time
     */
    Connection open() {
        var future = new CompletableFuture<Connection>();
        // A pool need not honour a time-out or an interrupt: only another thread can be left to wait.
        var thread = new Thread(() -> connect(future), "slipway-connect");
        thread.setDaemon(true);
        thread.start();
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof CredentialException refused) {
                throw refused;
            }
            throw tooFew(redactor.redact(Objects.requireNonNullElse(failure.getCause(), failure)));
        } catch (TimeoutException late) {
            abandon(future, thread);
            throw tooFew(null);
        } catch (InterruptedException interrupted) {
            abandon(future, thread);
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("Interrupted while waiting for a connection");
        }
    }

    private void connect(CompletableFuture<Connection> future) {
        try {
            Connection connection = DataSources.connect(callers);
            if (!future.complete(connection)) {
                close(connection);
            }
        } catch (RuntimeException | Error failure) {
            future.completeExceptionally(failure);
        }
    }

    private static void abandon(CompletableFuture<Connection> future, Thread thread) {
        if (future.cancel(false)) {
            thread.interrupt();
        } else if (!future.isCompletedExceptionally()) {
            close(future.join());
        }
    }

    private static void close(Connection late) {
        try {
            late.close();
        } catch (SQLException failure) {
            LOG.debug("Closing a connection that came too late failed with SQLState {}", failure.getSQLState());
        }
    }

    private static DatabaseUnavailableException tooFew(@Nullable Throwable cause) {
        return new DatabaseUnavailableException(
                "Cannot get a further connection while one is in use: a run needs three at a time on H2, and two where"
                        + " Flyway's own locks apply: let the pool have so many, or see whether the server has"
                        + " connections left",
                cause);
    }
}
