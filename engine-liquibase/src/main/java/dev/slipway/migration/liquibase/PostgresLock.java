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
    /** How much older than this run a session has to be to have been somebody else's. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private static final String THIS_KEY = "l.locktype = 'advisory' and l.granted and l.objsubid = 1"
            + " and l.classid::bigint = %d and l.objid::bigint = %d"
            + " and l.database = (select oid from pg_database where datname = current_database())";

    private final Connection connection;
    private final long key;
    private final String locked;
    private final String mine;
    private final long begun;

    PostgresLock(Connection connection, byte[] digest, long begun) {
        this.connection = connection;
        this.key = ByteBuffer.wrap(digest).getLong();
        this.locked = String.format(THIS_KEY, key >>> Integer.SIZE, key & 0xFFFF_FFFFL);
        this.mine = "exists (select 1 from pg_locks l where l.pid = pg_backend_pid() and " + locked + ")";
        this.begun = begun;
    }

    @Override
    public Look look() throws SQLException {
        return SessionLock.look(connection, "select pg_backend_pid(), " + mine);
    }

    @Override
    public Look tryAcquire() throws SQLException, HeldAlready {
        return SessionLock.tryAcquire(
                connection,
                "select pg_backend_pid(), case when " + mine + " then null else pg_try_advisory_lock(" + key + ") end");
    }

    @Override
    public boolean release() throws SQLException {
        return SessionLock.look(
                        connection,
                        "select pg_backend_pid(), case when " + mine + " then pg_advisory_unlock(" + key + ") end")
                .holds();
    }

    @Override
    public String holder() throws SQLException {
        String sql = "select a.pid, a.application_name, host(a.client_addr) from pg_locks l"
                + " join pg_stat_activity a on a.pid = l.pid where " + locked;
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return "another run";
            }
            String address = row.getString(3);
            return "another run (server process " + row.getInt(1) + ", '" + row.getString(2) + "'"
                    + (address == null ? ")" : " from " + address + ")");
        }
    }

    /**
     * What this account may not see of a session is null, and counts as if it were the holder's. A session that is older
     * than this run came out of a pool, which may have lent it to the holder between two of its transactions.
     */
    @Override
    public Optional<Integer> possibleHolders(@Nullable Timestamp since) throws SQLException {
        String sql =
                "select count(*) from pg_stat_activity where datname = current_database() and (pid <> pg_backend_pid()"
                        + " or backend_start < clock_timestamp() - ? * interval '1 millisecond')"
                        + " and coalesce(backend_type, 'client backend') = 'client backend'"
                        + (since == null ? "" : " and coalesce(backend_start at time zone 'UTC', ?) <= ?");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(
                    1, Duration.ofNanos(System.nanoTime() - begun).plus(SLACK).toMillis());
            if (since != null) {
                var latest = since.toLocalDateTime().plus(ANY_ZONE);
                statement.setObject(2, latest);
                statement.setObject(3, latest);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Optional.of(row.getInt(1));
            }
        }
    }
}
