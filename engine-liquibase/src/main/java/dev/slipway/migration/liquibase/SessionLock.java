package dev.slipway.migration.liquibase;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Locale;
import java.util.Optional;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** A lock that the server holds for a session, and releases when the session ends in whatever way. One for each lock table. */
interface SessionLock {
    /**
     * What the session that served a statement says.
     *
     * @param session what tells it from all others
     * @param holds whether it holds the lock
     */
    record Look(String session, boolean holds) {}

    /** Looks at the session that serves this statement. */
    Look look() throws SQLException;

    /**
     * Tries once, and says which session holds the lock then if it is this one.
     *
     * @throws HeldAlready if the session that serves this statement held it before
     */
    Look tryAcquire() throws SQLException, HeldAlready;

    /** Releases it if the session that serves this statement holds it; says whether it did. */
    boolean release() throws SQLException;

    /** The session of a connection holds the lock of another run. */
    final class HeldAlready extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** Who holds it, as far as the server tells. */
    String holder() throws SQLException;

    /**
     * Counts the sessions that may have set a row of the lock table, ours left out if it was begun for this run. Liquibase
     * works on one connection from before it sets the row until after it has cleared it: without such a session the row's
     * holder is dead.
     *
     * @param since when the row was set, by the server's clock in a time zone that is not known; null if not known
     * @return the number of sessions that may be the holder's; empty if this account may not know of all sessions
     */
    Optional<Integer> possibleHolders(@Nullable Timestamp since) throws SQLException;

    /**
     * The lock for the lock table of a database; empty if its sessions cannot hold locks.
     *
     * @param begun when this run began to connect, by {@link System#nanoTime}
     */
    static Optional<SessionLock> of(Database database, Connection connection, long begun) throws SQLException {
        // By Liquibase's name for it: CockroachDB and others speak the protocols without having the locks.
        return switch (database.getShortName()) {
            case "postgresql" ->
                Optional.of(new PostgresLock(
                        connection,
                        digest(database.getLiquibaseSchemaName() + "." + database.getDatabaseChangeLogLockTableName()),
                        begun));
            case "mysql", "mariadb" ->
                MariaDbLock.ofSingleWriter(
                        connection,
                        digest(database.getLiquibaseCatalogName() + "."
                                + database.getDatabaseChangeLogLockTableName()));
            default -> Optional.empty();
        };
    }

    private static byte[] digest(String table) {
        try {
            String name = "slipway liquibase " + table;
            return MessageDigest.getInstance("SHA-256")
                    .digest(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** Looks by a query for the session and for whether it holds the lock. */
    static Look look(Connection connection, String sql) throws SQLException {
        // Not prepared: another session of a pool would not know the statement.
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Look(String.valueOf(row.getString(1)), row.getBoolean(2));
        }
    }

    /** Tries by a query like that of a look, whose second value is null if the session holds the lock already. */
    static Look tryAcquire(Connection connection, String sql) throws SQLException, HeldAlready {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            var look = new Look(String.valueOf(row.getString(1)), row.getBoolean(2));
            if (row.wasNull()) {
                throw new HeldAlready();
            }
            return look;
        }
    }
}
