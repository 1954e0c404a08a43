package dev.slipway.migration.liquibase;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Locale;
import java.util.Optional;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** A lock that the server holds for a session, and releases when the session ends in whatever way. One for each lock table. */
interface SessionLock {
    /** Tries once; succeeds, too, if this session holds it already. */
    boolean tryAcquire() throws SQLException;

    void release() throws SQLException;

    /** Whether the session that serves this statement holds it. */
    boolean isMine() throws SQLException;

    /** What tells the session that serves this statement from all others. */
    String session() throws SQLException;

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

    /** Whether a query's first row begins with a true value. */
    static boolean isTrue(Connection connection, String sql, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The first value of a query's first row. Not prepared: another session of a pool would not know the statement. */
    static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
