package dev.slipway.migration.liquibase;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An advisory lock of a PostgreSQL session. */
final class PostgresLock implements SessionLock {
    /** The row holds a local time without its zone: a session that began later than this after it did not set it. */
    private static final Duration ANY_ZONE = Duration.ofHours(14);

    private final Connection connection;
    private final long key;

    PostgresLock(Connection connection, byte[] digest) {
        this.connection = connection;
        this.key = ByteBuffer.wrap(digest).getLong();
    }

    @Override
    public boolean tryAcquire() throws SQLException {
        return SessionLock.isTrue(connection, "select pg_try_advisory_lock(?)", key);
    }

    @Override
    public void release() throws SQLException {
        SessionLock.isTrue(connection, "select pg_advisory_unlock(?)", key);
    }

    @Override
    public String holder() throws SQLException {
        String sql = "select a.pid, a.application_name, host(a.client_addr) from pg_locks l"
                + " join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
                + " and l.objsubid = 1 and l.classid::bigint = ? and l.objid::bigint = ?"
                + " and l.database = (select oid from pg_database where datname = current_database())";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key >>> Integer.SIZE);
            statement.setLong(2, key & 0xFFFF_FFFFL);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return "another run";
                }
                String address = row.getString(3);
                return "another run (server process " + row.getInt(1) + ", '" + row.getString(2) + "'"
                        + (address == null ? ")" : " from " + address + ")");
            }
        }
    }

    /** What this account may not see of a session is null, and counts as if it were the holder's. */
    @Override
    public Optional<Integer> possibleHolders(@Nullable Timestamp since) throws SQLException {
        String sql =
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
                        + " and coalesce(backend_type, 'client backend') = 'client backend'"
                        + (since == null ? "" : " and coalesce(backend_start at time zone 'UTC', ?) <= ?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (since != null) {
                var latest = since.toLocalDateTime().plus(ANY_ZONE);
                statement.setObject(1, latest);
                statement.setObject(2, latest);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.of(row.getInt(1));
            }
        }
    }
}
