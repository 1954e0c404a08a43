package dev.slipway.migration.flyway;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The advisory lock that Flyway takes for each migration, held by the session for the whole run: it counts, so that
 * Flyway in the same session gets it at once, while any other Flyway waits. The server releases it when the session ends.
 */
final class PostgresLock implements RunLock {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLock.class);

    /** Flyway's; added to the hash of the history's quoted name. */
    private static final long FLYWAYS_NUMBER = 77431708279161L;

    private static final String HOLDER = """
            select a.pid, a.usename, a.application_name, a.client_addr
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.database = (select oid from pg_database where datname = current_database())
              and l.classid::bigint = ? and l.objid::bigint = ?
            """;

    private static final String MINE = """
            select exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 1
              and l.pid = pg_backend_pid() and l.classid::bigint = ? and l.objid::bigint = ?)
            """;

    private final Connection connection;
    private final long key;
    private boolean held;

    PostgresLock(Connection connection, HistoryTable history) {
        this.connection = connection;
        this.key = FLYWAYS_NUMBER + history.quoted().hashCode();
    }

    @Override
    public boolean tryLock() throws SQLException {
        held = call("select pg_try_advisory_lock(?)");
        if (held && !isThisSessions()) {
            held = false;
            throw new MigrationException(
                    "The statements of one connection reach different sessions of the server: a pool in transaction mode"
                            + " (PgBouncer, RDS Proxy) is in between, through which the lock of a run does not hold, and"
                            + " nothing was executed: connect to the server itself or through a pool in session mode");
        }
        return held;
    }

    /** Two looks, since a pool in transaction mode may serve any statement by the same session as the one before. */
    private boolean isThisSessions() throws SQLException {
        boolean first = look();
        return look() && first;
    }

    private boolean look() throws SQLException {
        try (var statement = connection.prepareStatement(MINE)) {
            statement.setLong(1, key >>> 32);
            statement.setLong(2, key & 0xffffffffL);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    @Override
    public String holder() throws SQLException {
        try (var statement = connection.prepareStatement(HOLDER)) {
            statement.setLong(1, key >>> 32);
            statement.setLong(2, key & 0xffffffffL);
            try (var rows = statement.executeQuery()) {
                if (!rows.next() || rows.getString("pid") == null) {
                    return "another session";
                }
                return "session " + rows.getString("pid") + named(" of user ", rows.getString("usename"))
                        + named(", application ", rows.getString("application_name"))
                        + named(", from ", rows.getString("client_addr"));
            }
        }
    }

    private static String named(String label, @org.jspecify.annotations.Nullable String name) {
        return name == null || name.isBlank() ? "" : label + "'" + name + "'";
    }

    private boolean call(String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    @Override
    public void close() {
        if (!held) {
            return;
        }
        try {
            if (!call("select pg_advisory_unlock(?)")) {
                LOG.warn(
                        "The advisory lock {} was not this session's any more: a migration released it, or a pool in"
                                + " transaction mode is in between, through which session locks do not hold",
                        key);
            }
        } catch (SQLException lost) {
            // The server has released it with the session.
            LOG.debug("Releasing the advisory lock failed with SQLState {}", lost.getSQLState());
        }
    }
}
