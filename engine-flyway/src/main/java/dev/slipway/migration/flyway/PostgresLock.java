package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The advisory lock that Flyway takes for each migration, held by the session for the whole run: it counts, so that
 * Flyway in the same session gets it at once, while any other Flyway waits. The server releases it when the session ends.
 *
 * <p>Through a pool in transaction mode the session stays with the pool, and other clients are served by it meanwhile. So
 * every answer says which session gave it, a session that holds the lock already is never locked a second time, and
 * releasing goes on until that session has been reached.
 */
final class PostgresLock implements RunLock {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLock.class);

    /** Flyway's; added to the hash of the history's quoted name. */
    private static final long FLYWAYS_NUMBER = 77431708279161L;

    /** How long to try to reach the session that holds the lock, and how long between two tries. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration NAP = Duration.ofMillis(20);

    private static final String INSTEAD = "connect to the server itself or through a pool in session mode";

    private final Connection connection;
    private final long key;
    private final String lines;
    /** The process id of the session that is locked, 0 before the first answer. */
    private int session;

    private boolean held;

    PostgresLock(Connection connection, HistoryTable history) {
        this.connection = connection;
        this.key = FLYWAYS_NUMBER + history.quoted().hashCode();
        this.lines = "l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid::bigint = " + (key >>> 32)
                + " and l.objid::bigint = " + (key & 0xffffffffL);
    }

    private String heldBy(String session) {
        return "exists (select 1 from pg_locks l where " + lines + " and l.pid = " + session + ")";
    }

    /**
     * What a session said.
     *
     * @param session its process id
     * @param yes whether it did what it was asked to do; null if there was nothing to do
     */
    private record Answer(int session, @Nullable Boolean yes) {}

    @Override
    public boolean tryLock() throws SQLException {
        if (session == 0) {
            session = ask("true").session();
        }
        // One statement, since another client may be served by this session before the next one.
        Answer answer = ask(
                "case when " + heldBy("pg_backend_pid()") + " then null else pg_try_advisory_lock(" + key + ") end");
        if (answer.yes() == null) {
            throw new MigrationException("Session " + answer.session()
                    + " of the server holds the lock of a run already, and serves this connection now: a pool in"
                    + " transaction mode (PgBouncer) seems to be in between, which serves another run by it or has kept"
                    + " the lock from an earlier one, and nothing was executed: " + INSTEAD);
        }
        if (answer.yes()) {
            held = true;
            boolean moved = session != answer.session();
            session = answer.session();
            if (moved || !isHere()) {
                throw refusal(release());
            }
        } else if (session != answer.session()) {
            throw refusal(true);
        }
        return held;
    }

    private static MigrationException refusal(boolean released) {
        return new MigrationException(
                "The statements of one connection reach different sessions of the server: a pool in transaction mode"
                        + " (PgBouncer) is in between, through which the lock of a run does not hold, and nothing was"
                        + " executed: " + INSTEAD
                        + (released ? "" : "; the lock is still held, see the log"));
    }

    @Override
    public boolean isHere() throws SQLException {
        return session == ask("true").session();
    }

    @Override
    public String holder() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select a.pid, a.usename, a.application_name, a.client_addr"
                        + " from pg_locks l left join pg_stat_activity a on a.pid = l.pid where " + lines
                        + " and l.database = (select oid from pg_database where datname = current_database())")) {
            if (!rows.next() || rows.getString("pid") == null) {
                return "another session";
            }
            return "session " + rows.getString("pid") + named(" of user ", rows.getString("usename"))
                    + named(", application ", rows.getString("application_name"))
                    + named(", from ", rows.getString("client_addr"));
        }
    }

    private static String named(String label, @Nullable String name) {
        return name == null || name.isBlank() ? "" : label + "'" + name + "'";
    }

    private Answer ask(String question) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select pg_backend_pid(), " + question)) {
            rows.next();
            int answering = rows.getInt(1);
            boolean yes = rows.getBoolean(2);
            return new Answer(answering, rows.wasNull() ? null : yes);
        }
    }

    @Override
    public void close() {
        if (!held) {
            return;
        }
        try {
            if (!connection.getAutoCommit()) {
                // What failed in it is no reason to keep the lock on a connection that goes back to its pool.
                connection.rollback();
            }
            release();
        } catch (SQLException lost) {
            // The server has released it with the session.
            LOG.debug("Releasing the advisory lock failed with SQLState {}", lost.getSQLState());
        }
    }

    /** As often as it was taken: Flyway, too, may have tried to release it elsewhere. */
    private boolean release() throws SQLException {
        held = false;
        String unlock = "case when not " + heldBy(String.valueOf(session)) + " then null when pg_backend_pid() = "
                + session + " then pg_advisory_unlock(" + key + ") else false end";
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean first = true;
        while (System.nanoTime() < end) {
            Boolean unlocked = ask(unlock).yes();
            if (unlocked == null) {
                if (first) {
                    LOG.warn("The advisory lock {} was not held any more: a migration released it", key);
                }
                return true;
            }
            first = false;
            if (!unlocked && !nap()) {
                break;
            }
        }
        LOG.warn(
                "The advisory lock {} may still be held by session {} of the server, which a pool in transaction mode keeps"
                        + " from us: other runs wait until the pool closes it or 'select pg_terminate_backend({})' ends it",
                key,
                session,
                session);
        return false;
    }

    private static boolean nap() {
        try {
            Thread.sleep(NAP.toMillis());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
