package dev.slipway.migration.testkit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose every connection fails in the same way. */
final class UnconnectableDataSource implements DataSource {
    private final Supplier<SQLException> failure;

    UnconnectableDataSource(Supplier<SQLException> failure) {
        this.failure = failure;
    }

    @Override
    public Connection getConnection() throws SQLException {
        throw failure.get();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw failure.get();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("no loggers");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
