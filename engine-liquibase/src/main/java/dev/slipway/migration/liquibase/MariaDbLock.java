package dev.slipway.migration.liquibase;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A named lock of a MariaDB or MySQL session. Names are the server's, not a database's, and have at most 64 characters. */
final class MariaDbLock implements SessionLock {
    private static final int BYTES_OF_NAME = 16;

    private final Connection connection;
    private final String name;
    private final String mine;

    private MariaDbLock(Connection connection, byte[] digest) {
        this.connection = connection;
        this.name = "slipway_liquibase_" + HexFormat.of().formatHex(digest, 0, BYTES_OF_NAME);
        this.mine = "coalesce(is_used_lock('" + name + "') = connection_id(), false)";
    }

    /** Where several servers of a cluster accept writes there is none, since each server has locks of its own. */
    static Optional<SessionLock> ofSingleWriter(Connection connection, byte[] digest) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet several = statement.executeQuery(
                        "show global variables where (variable_name = 'wsrep_on' and"
                                + " value = 'ON') or (variable_name = 'group_replication_single_primary_mode' and value = 'OFF')")) {
            return several.next() ? Optional.empty() : Optional.of(new MariaDbLock(connection, digest));
        }
    }

    @Override
    public Look look() throws SQLException {
        return SessionLock.look(connection, "select connection_id(), " + mine);
    }

    @Override
    public Look tryAcquire() throws SQLException, HeldAlready {
        return SessionLock.tryAcquire(
                connection,
                "select connection_id(), case when " + mine + " then null else get_lock('" + name + "', 0) end");
    }

    @Override
    public boolean release() throws SQLException {
        return SessionLock.look(
                        connection,
                        "select connection_id(), case when " + mine + " then release_lock('" + name + "') end")
                .holds();
    }

    @Override
    public String holder() throws SQLException {
        String sql = "select id, user, host from information_schema.processlist where id = is_used_lock(?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? "another run (server connection " + row.getLong(1) + ", '" + row.getString(2) + "' from "
                                + row.getString(3) + ")"
                        : "another run";
            }
        }
    }

    /**
     * Sessions do not tell when they began, and one may work on another database than its own: every session counts but
     * those of the server itself and of its operator at Amazon.
     */
    @Override
    public Optional<Integer> possibleHolders(@Nullable Timestamp since) throws SQLException {
        if (!seesAllSessions()) {
            return Optional.empty();
        }
        String sql = "select count(*) from information_schema.processlist where id <> connection_id()"
                + " and command not in ('Daemon', 'Binlog Dump', 'Binlog Dump GTID')"
                + " and user not in ('system user', 'event_scheduler', 'rdsadmin')";
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return Optional.of(row.getInt(1));
        }
    }

    private boolean seesAllSessions() throws SQLException {
        String sql = "select 1 from information_schema.user_privileges where privilege_type = 'PROCESS'"
                + " and grantee = concat('''', replace(current_user(), '@', '''@'''), '''')";
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next();
        }
    }
}
