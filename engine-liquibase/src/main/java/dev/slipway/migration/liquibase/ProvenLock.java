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
    /** More than one, since a pool may serve two transactions in a row by the same session. */
    private static final int LOOKS = 2;
    /** A lock that is left in a pool's session keeps all runs off until the pool closes that session. */
    private static final int TRIES_TO_RELEASE = 100;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final String POOLED =
            "a pool in transaction mode (PgBouncer, RDS Proxy) is in between, through which"
                    + " the lock of a run does not hold: connect to the server itself or through a pool in session mode";

    private final Database database;
    private final SessionLock lock;
    private boolean held;

    ProvenLock(Database database, SessionLock lock) {
        this.database = database;
        this.lock = lock;
    }

    /**
     * Tries once; says who holds the lock if it does not succeed.
     *
     * @throws MigrationException if this connection's session cannot hold it
     */
    Optional<String> tryAcquire() throws SQLException, DatabaseException {
        database.rollback();
        String session = session();
        for (int look = 1; look < LOOKS; look++) {
            if (!session().equals(session)) {
                throw new MigrationException(
                        "Nothing was executed, since the statements of one connection reach different"
                                + " sessions of the server: " + POOLED);
            }
        }
        // Both in one transaction, which a pool does not divide: this session's lock may be that of a run that lives.
        if (lock.isMine()) {
            database.rollback();
            throw new MigrationException("Nothing was executed, since the session of this connection holds the lock of"
                    + " another run already: " + POOLED);
        }
        held = lock.tryAcquire();
        Optional<String> holder = held ? Optional.empty() : Optional.of(lock.holder());
        database.rollback();
        for (int look = 0; held && look < LOOKS; look++) {
            if (!isMine()) {
                release();
                throw new MigrationException(
                        "Nothing was executed, since the session of this connection changed after it"
                                + " took the lock: " + POOLED);
            }
        }
        return holder;
    }

    /**
     * Looks whether the session that serves this transaction still holds the lock.
     *
     * @return what is wrong if it does not
     */
    Optional<String> lost() throws SQLException {
        return lock.isMine()
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
            if (lock.isMine()) {
                lock.release();
                released = true;
            }
            database.rollback();
        }
        if (!released) {
            LOG.warn("Cannot release the lock of this run: {}", lost().orElse("another session holds it"));
            database.rollback();
        }
    }

    private String session() throws SQLException, DatabaseException {
        String session = lock.session();
        database.rollback();
        return session;
    }

    private boolean isMine() throws SQLException, DatabaseException {
        boolean mine = lock.isMine();
        database.rollback();
        return mine;
    }
}
