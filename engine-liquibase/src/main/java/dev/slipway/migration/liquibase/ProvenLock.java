package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrationException;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session lock that is looked at before it is relied on: a pool in transaction mode serves each transaction of a
 * connection by any of its sessions, and a session holds what one of its connections locked when it serves another.
 * Belongs to one run.
 */
final class ProvenLock {
    private static final Logger LOG = LoggerFactory.getLogger(ProvenLock.class);
    /** A lock that is left in a pool's session keeps all runs off until the pool closes that session. */
    private static final int TRIES_TO_RELEASE = 100;

    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Between two looks of a run that works. */
    private static final Duration UNSEEN = Duration.ofSeconds(1);

    private static final String POOLED =
            "a pool in transaction mode (PgBouncer, RDS Proxy) is in between, through which"
                    + " the lock of a run does not hold: connect to the server itself or through a pool in session mode";

    private final Database database;
    private final SessionLock lock;
    private final @Nullable String begunIn;
    private boolean held;
    private long lastLook;

    /**
     * A lock that is not held.
     *
     * @param begunIn the session that served the connection when it was opened, if that is known
     */
    ProvenLock(Database database, SessionLock lock, @Nullable String begunIn) {
        this.database = database;
        this.lock = lock;
        this.begunIn = begunIn;
    }

    /**
     * Tries once; says who holds the lock if it does not succeed.
     *
     * @throws MigrationException if this connection's session cannot hold it
     */
    Optional<String> tryAcquire() throws SQLException, DatabaseException {
        SessionLock.Look taken;
        try {
            taken = lock.tryAcquire();
        } catch (SessionLock.HeldAlready live) {
            database.rollback();
            throw new MigrationException("Nothing was executed, since the session of this connection holds the lock of"
                    + " another run already: " + POOLED);
        }
        held = taken.holds();
        Optional<String> holder = held ? Optional.empty() : Optional.of(lock.holder());
        // A pool may serve what follows by another session.
        database.rollback();
        if (held && (moved(taken) || !lock.look().equals(taken))) {
            release();
            throw new MigrationException("Nothing was executed, since the statements of one connection reach different"
                    + " sessions of the server: " + POOLED);
        }
        database.rollback();
        lastLook = System.nanoTime();
        return holder;
    }

    private boolean moved(SessionLock.Look now) {
        return begunIn != null && !begunIn.equals(now.session());
    }

    /**
     * Looks, about every second, whether the session that serves this transaction still holds the lock.
     *
     * @return what is wrong if it does not
     */
    Optional<String> lost() throws SQLException {
        long now = System.nanoTime();
        if (now - lastLook < UNSEEN.toNanos()) {
            return Optional.empty();
        }
        lastLook = now;
        return lock.look().holds()
                ? Optional.empty()
                : Optional.of("the session of this connection does not hold the lock of this run any more: a change set"
                        + " released it, or " + POOLED);
    }

    /** Counts as {@link SessionLock#possibleHolders} does. */
    Optional<Integer> possibleHolders(@Nullable Timestamp since) throws SQLException {
        return lock.possibleHolders(since);
    }

    void release() throws SQLException, DatabaseException {
        boolean released = !held;
        held = false;
        for (int attempt = 0; !released && attempt < TRIES_TO_RELEASE; attempt++) {
            if (attempt > 0) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            database.rollback();
            released = lock.release();
            database.rollback();
        }
        if (!released) {
            LOG.warn(
                    "The session lock of this run was not its session's any more when it was to be released: a change"
                            + " set released it, or {}",
                    POOLED);
        }
    }
}
