package dev.slipway.examples.own;

import dev.slipway.migration.DataSources;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationIncompleteException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One run at a time on a database: a row that a transaction of a connection of its own keeps locked. When the run dies, the
 * server ends the connection, and with it the lock. Understood by PostgreSQL, H2 and MariaDB.
 */
final class RunLock implements AutoCloseable {
    private static final String TABLE = "numbered_lock";
    private static final long PAUSE_MILLIS = 50;

    private final Connection connection;

    private RunLock(Connection connection) {
        this.connection = connection;
    }

    static RunLock take(DataSource database, MigrateOptions options) throws SQLException {
        long start = System.nanoTime();
        Connection connection = DataSources.connect(database);
        try {
            while (true) {
                Optional<SQLException> refusal = refusal(connection);
                if (refusal.isEmpty()) {
                    return new RunLock(connection);
                }
                pause(Duration.ofNanos(System.nanoTime() - start), options, refusal.get());
            }
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Why the lock is not to be had now; nothing if it was taken. */
    private static Optional<SQLException> refusal(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try {
            requireRow(connection);
        } catch (SQLException justMade) {
            return Optional.of(justMade);
        }
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select id from " + TABLE + " where id = 1 for update nowait")) {
            return row.next() ? Optional.empty() : Optional.of(new SQLException(TABLE + " has lost its row"));
        } catch (SQLException held) {
            connection.rollback();
            return Optional.of(held);
        }
    }

    /**
     * Two runs may make the table or the row at the same moment: one of them fails, and finds it when it tries again. A run
     * that died in between leaves a table without the row.
     */
    private static void requireRow(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!tableExists(connection, TABLE)) {
                statement.execute("create table " + TABLE + " (id int primary key)");
            }
            try (var row = statement.executeQuery("select id from " + TABLE)) {
                if (row.next()) {
                    return;
                }
            }
            statement.execute("insert into " + TABLE + " values (1)");
        }
    }

    private static void pause(Duration soFar, MigrateOptions options, SQLException refusal) {
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException("Stopped while waiting for another run", List.of(), null, null);
        }
        if (soFar.compareTo(options.lockWait()) >= 0) {
            throw new DatabaseUnavailableException(
                    "Another run holds the database for longer than "
                            + options.lockWait().toSeconds() + " s ("
                            + String.valueOf(refusal.getMessage()).replaceAll("\\s*\\R\\s*", " ")
                            + "): wait longer, or see what that run is doing",
                    refusal);
        }
        options.listener().waiting("the run that locked " + TABLE, soFar);
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("Interrupted while another run held the database");
        }
    }

    /** Asks the catalogue: a failed query would end a transaction of PostgreSQL. */
    static boolean tableExists(Connection connection, String name) throws SQLException {
        var metaData = connection.getMetaData();
        String stored = metaData.storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
        try (var tables = metaData.getTables(connection.getCatalog(), connection.getSchema(), stored, null)) {
            return tables.next();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        connection.close();
    }
}
