package dev.slipway.examples.own;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.TreeMap;

/** The table in which the engine keeps what it did. */
final class History {
    private static final String TABLE = "numbered_history";

    private History() {}

    /** A migration that was executed. */
    record Row(String checksum, Instant appliedAt) {}

    /** What was executed, by number; nothing if there is no table, which is not made for this. */
    static TreeMap<Integer, Row> read(Connection connection) throws SQLException {
        var rows = new TreeMap<Integer, Row>();
        if (!exists(connection)) {
            return rows;
        }
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("select number, checksum, applied_at from " + TABLE)) {
            while (found.next()) {
                var row = new Row(found.getString(2), found.getTimestamp(3).toInstant());
                rows.put(found.getInt(1), row);
            }
        }
        return rows;
    }

    /** To be called under the lock. */
    static void createIfMissing(Connection connection) throws SQLException {
        if (!exists(connection)) {
            try (var statement = connection.createStatement()) {
                statement.execute("create table " + TABLE + " (number int primary key, checksum varchar(8) not null,"
                        + " applied_at timestamp not null)");
            }
        }
    }

    /** In the transaction of the migration, so that both are there or neither. */
    static void add(Connection connection, NumberedFile file) throws SQLException {
        try (var insert = connection.prepareStatement("insert into " + TABLE + " values (?, ?, ?)")) {
            insert.setInt(1, file.number());
            insert.setString(2, file.checksum());
            insert.setTimestamp(3, Timestamp.from(Instant.now()));
            insert.executeUpdate();
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        return RunLock.tableExists(connection, TABLE);
    }
}
