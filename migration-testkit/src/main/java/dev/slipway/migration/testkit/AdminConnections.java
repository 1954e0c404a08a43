package dev.slipway.migration.testkit;

import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;

/** An administrator's connections to a server, kept for the next statement: connecting takes longer than some. */
final class AdminConnections implements AutoCloseable {
    /** Work with a connection in auto-commit mode. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private final DataSource server;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    AdminConnections(DataSource server) {
        this.server = server;
    }

    /**
     * Executes statements one after the other.
     *
     * @param purpose what an error message says has failed: {@code "Cannot drop database 'x'"}
     */
    void execute(String purpose, List<String> statements) {
        call(purpose, connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return statements;
        });
    }

    /** The rows of a query, each as its texts. */
    List<List<String>> query(String purpose, String sql) {
        return call(purpose, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                return texts(rows);
            }
        });
    }

    /** All rows, each as its texts; what is null is empty. */
    static List<List<String>> texts(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        var found = new ArrayList<List<String>>();
        while (rows.next()) {
            var row = new ArrayList<String>();
            for (int i = 1; i <= columns; i++) {
                String text = rows.getString(i);
                row.add(text == null ? "" : text);
            }
            found.add(row);
        }
        return found;
    }

    /** Works with a connection; one that has failed is not used again. */
    <T> T call(String purpose, Work<T> work) {
        Connection connection = take();
        try {
            T result = work.with(connection);
            giveBack(connection);
            return result;
        } catch (SQLException failure) {
            discard(connection);
            throw new MigrationException(purpose + ": " + oneLine(failure), failure);
        } catch (RuntimeException failure) {
            discard(connection);
            throw failure;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(AdminConnections::discard);
        idle.clear();
    }

    static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private Connection take() {
        synchronized (this) {
            Connection connection = idle.poll();
            if (connection != null) {
                return connection;
            }
        }
        return DataSources.connect(server);
    }

    private synchronized void giveBack(Connection connection) {
        if (closed) {
            discard(connection);
        } else {
            idle.push(connection);
        }
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            // There is nothing to be saved.
        }
    }
}
