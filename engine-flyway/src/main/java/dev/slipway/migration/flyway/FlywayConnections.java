package dev.slipway.migration.flyway;

import dev.slipway.migration.Redactor;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Gives Flyway the one connection of a session again and again instead of a new one for every command, and further ones
 * from the caller's data source only while that one is in use. Never closes the caller's data source. Not thread-safe.
 */
final class FlywayConnections implements DataSource, AutoCloseable {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(FlywayConnections.class);

    /** The server has just given one: a further one that takes longer than pools commonly wait will not come. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final int SECONDS_TO_ANSWER = 5;

    private final Further further;
    private final Redactor redactor;
    private final boolean oneIsEnough;
    private final Connection first;
    private final boolean autoCommit;
    private int users;

    /**
     * Connections around one that is open.
     *
     * @param oneIsEnough whether Flyway is configured so that whatever asks while the first connection is in use, but not
     *     in a transaction, may have the same one
     */
    FlywayConnections(DataSource callers, Connection first, Redactor redactor, boolean oneIsEnough)
            throws SQLException {
        this(callers, first, redactor, oneIsEnough, PATIENCE);
    }

    FlywayConnections(DataSource callers, Connection first, Redactor redactor, boolean oneIsEnough, Duration patience)
            throws SQLException {
        this(new Further(callers, redactor, patience), first, redactor, oneIsEnough);
    }

    private FlywayConnections(Further further, Connection first, Redactor redactor, boolean oneIsEnough)
            throws SQLException {
        this.further = further;
        this.autoCommit = first.getAutoCommit();
        // A pool may be set otherwise; a transaction left open would hold locks and snapshots while we wait.
        first.setAutoCommit(true);
        this.first = first;
        this.redactor = redactor;
        this.oneIsEnough = oneIsEnough;
    }

    /** The connection of the session, for our own statements. */
    Connection first() {
        return first;
    }

    /**
     * A connection of its own, the caller's to close.
     *
     * @throws dev.slipway.migration.DatabaseUnavailableException if there is none in time
     */
    Connection another() {
        return further.open();
    }

    /** Whether the connection of the session is one that nothing can be done with any more. */
    boolean isLost() {
        try {
            return !first.isValid(SECONDS_TO_ANSWER);
        } catch (SQLException broken) {
            return true;
        }
    }

    /** The same around a new connection, for which a lost one is given back: a pool may have no other. */
    FlywayConnections reopened() throws SQLException {
        close();
        Connection instead = another();
        try {
            return new FlywayConnections(further, instead, redactor, oneIsEnough);
        } catch (SQLException failure) {
            instead.close();
            throw failure;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (users == 0 || (oneIsEnough && first.getAutoCommit())) {
            users++;
            return ConnectionGuard.shared(first, redactor, () -> users--);
        }
        return ConnectionGuard.own(another(), redactor);
    }

    @Override
    public void close() {
        // A failure here changes nothing about the work, which is done or has failed for a reason of its own.
        try (first) {
            first.setAutoCommit(autoCommit);
        } catch (SQLException closed) {
            LOG.debug("Closing the connection failed with SQLState {}", closed.getSQLState());
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The credentials are the data source's");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("The time-out is the data source's");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("This data source is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
