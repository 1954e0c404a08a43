package dev.slipway.migration.liquibase;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * What the lock table says. Liquibase's own reader fails on a row without a time.
 *
 * @param holder what the holder wrote about itself
 * @param since when the row was set, if that is there
 */
record LockRow(String holder, @Nullable Timestamp since) {
    /** Begins what our runs write. */
    static final String MARK = "slipway ";

    /** What our runs write, and not 'slipway (10.0.0.5)', which Liquibase writes on a host of that name. */
    private static final Pattern OURS = Pattern.compile(MARK + "\\S*@.* [0-9a-f]{8}");

    /** The row, if it says that the database is locked. */
    static Optional<LockRow> read(Database database, Connection connection) throws SQLException {
        return read(database, connection, "");
    }

    /** The same, and keeps others from changing it until the transaction ends. */
    static Optional<LockRow> readForUpdate(Database database, Connection connection) throws SQLException {
        return read(database, connection, " for update");
    }

    private static Optional<LockRow> read(Database database, Connection connection, String suffix) throws SQLException {
        String sql = "select LOCKED, LOCKEDBY, LOCKGRANTED from " + table(database) + " where ID = 1" + suffix;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1)
                    ? Optional.of(new LockRow(String.valueOf(row.getString(2)), row.getTimestamp(3)))
                    : Optional.empty();
        }
    }

    private static String table(Database database) {
        return database.escapeTableName(
                database.getLiquibaseCatalogName(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogLockTableName());
    }

    boolean isOurs() {
        return OURS.matcher(holder).matches();
    }

    /** For how long it has been there. */
    String age() {
        return since == null
                ? "for an unknown time"
                : "for " + Duration.between(since.toInstant(), Instant.now()).toSeconds() + " s";
    }
}
