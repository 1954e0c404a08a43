package dev.slipway.migration.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of the history that is inserted and never committed: another session that inserts the same key has to wait. It
 * is of the kind that Flyway does not read, and goes away with the session. (Flyway locks the lines of the history, but
 * gives up after H2's lock time-out, long before a migration may have ended.)
 */
final class H2Lock implements RunLock {
    private static final Logger LOG = LoggerFactory.getLogger(H2Lock.class);
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int DUPLICATE_KEY = 23505;
    private static final int MOMENT_MILLIS = 100;

    private final Connection connection;
    private final String insert;
    private @Nullable String lockTimeout;
    private boolean autoCommit = true;

    H2Lock(Connection connection, HistoryTable history) {
        this.connection = connection;
        this.insert = "insert into " + history.quoted()
                + " (\"installed_rank\", \"description\", \"type\", \"script\", \"installed_by\", \"execution_time\","
                + " \"success\") values (" + Integer.MIN_VALUE + ", 'lock', 'TABLE', '', '', 0, true)";
    }

    @Override
    public boolean tryLock() throws SQLException {
        if (lockTimeout == null) {
            lockTimeout = lockTimeout();
            autoCommit = connection.getAutoCommit();
        }
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("set lock_timeout " + MOMENT_MILLIS);
            statement.execute(insert);
            return true;
        } catch (SQLException failure) {
            connection.rollback();
            int code = failure.getErrorCode();
            if (code == LOCK_TIMEOUT || code == CONCURRENT_UPDATE || code == DUPLICATE_KEY) {
                return false;
            }
            throw failure;
        }
    }

    /** As the caller's pool has set it. */
    private String lockTimeout() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select lock_timeout()")) {
            rows.next();
            return String.valueOf(rows.getInt(1));
        }
    }

    @Override
    public String holder() {
        return "another session of the H2 database";
    }

    @Override
    public void close() {
        try (connection) {
            connection.rollback();
            if (lockTimeout != null) {
                try (var statement = connection.createStatement()) {
                    statement.execute("set lock_timeout " + lockTimeout);
                }
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException lost) {
            LOG.debug("Releasing the lock failed with SQLState {}", lost.getSQLState());
        }
    }
}
