package dev.slipway.migration.flyway;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The named lock that Flyway takes for each migration on MariaDB and MySQL, held by the session for the whole run: it
 * counts, so that Flyway in the same session gets it at once, while any other Flyway waits. The server releases it when
 * the session ends.
 */
final class NamedLock implements RunLock {
    private static final Logger LOG = LoggerFactory.getLogger(NamedLock.class);

    private final Connection connection;
    private final String name;
    private boolean held;

    NamedLock(Connection connection, HistoryTable history) {
        this.connection = connection;
        this.name = "Flyway-" + history.quoted().hashCode();
    }

    /** Not in a cluster: Galera's nodes do not share named locks, and Flyway does not take them there. */
    static boolean holdsOn(Connection connection) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select @@global.wsrep_on")) {
            return !(rows.next() && rows.getBoolean(1));
        } catch (SQLException unknownVariable) {
            return true;
        }
    }

    @Override
    public boolean tryLock() throws SQLException {
        held = "1".equals(ask("select get_lock(?, 0)", name));
        return held;
    }

    @Override
    public String holder() throws SQLException {
        String id = ask("select is_used_lock(?)", name);
        if (id == null) {
            return "another session";
        }
        String who = ask(
                "select concat(' of user ''', user, ''', from ''', host, '''') from information_schema.processlist"
                        + " where id = ?",
                id);
        return "session " + id + (who == null ? "" : who);
    }

    private @org.jspecify.annotations.Nullable String ask(String sql, String parameter) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    @Override
    public void close() {
        if (!held) {
            return;
        }
        try {
            if (!"1".equals(ask("select release_lock(?)", name))) {
                LOG.warn(
                        "The lock '{}' was not this session's any more: a migration released it, or a proxy that shares"
                                + " sessions is in between, through which session locks do not hold",
                        name);
            }
        } catch (SQLException lost) {
            // The server has released it with the session.
            LOG.debug("Releasing the lock failed with SQLState {}", lost.getSQLState());
        }
    }
}
