package dev.slipway.migration.liquibase;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a connection was before it was used: it may be a pool's, and serve others afterwards.
 *
 * @param searchPath of PostgreSQL only
 * @param session what tells the server's session that served it from all others; of PostgreSQL only
 */
record ConnectionState(
        boolean autoCommit,
        @Nullable String catalog,
        @Nullable String schema,
        @Nullable String searchPath,
        @Nullable String session) {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionState.class);

    static ConnectionState of(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        if (!isPostgres(connection)) {
            return new ConnectionState(autoCommit, connection.getCatalog(), connection.getSchema(), null, null);
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('search_path'), pg_backend_pid()")) {
            row.next();
            return new ConnectionState(autoCommit, connection.getCatalog(), null, row.getString(1), row.getString(2));
        }
    }

    static boolean isPostgres(Connection connection) throws SQLException {
        return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
    }

    void restoreAndClose(Connection connection) {
        try (connection) {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            if (searchPath != null && !searchPath.equals(searchPath(connection))) {
                try (var set = connection.prepareStatement("select set_config('search_path', ?, false)")) {
                    set.setString(1, searchPath);
                    set.execute();
                }
            }
            if (schema != null && !schema.equals(connection.getSchema())) {
                connection.setSchema(schema);
            }
            if (catalog != null && !Objects.equals(catalog, connection.getCatalog())) {
                connection.setCatalog(catalog);
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException failure) {
            // The run's own result is what counts; its connection is lost.
            LOG.debug("Cannot give the connection back as it was: SQLState {}", failure.getSQLState());
        }
    }

    private static String searchPath(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('search_path')")) {
            row.next();
            return row.getString(1);
        }
    }
}
