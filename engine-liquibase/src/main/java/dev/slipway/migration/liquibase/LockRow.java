package dev.slipway.migration.liquibase;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/**
 * What the lock table says. Liquibase's own reader fails on a row without a time.
 *
 * @param holder what the holder wrote about itself
 * @param since when the row was set, if that is there: a local time of the session that set it, whose zone is not known
 * @param now what the same column would say if this session set it now
 */
record LockRow(
        String holder, @Nullable Timestamp since, @Nullable Timestamp now) {
    /** Clocks that show whole seconds, and statements that begin before they get their turn, are no other time zone. */
    private static final Duration SLACK = Duration.ofSeconds(5);

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
        String sql = "select LOCKED, LOCKEDBY, LOCKGRANTED, " + now(database) + " from " + table(database)
                + " where ID = 1" + suffix;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1)
                    ? Optional.of(
                            new LockRow(String.valueOf(row.getString(2)), row.getTimestamp(3), row.getTimestamp(4)))
                    : Optional.empty();
        }
    }

    /** The function by which Liquibase sets the column, with the column's type where its own is with a zone. */
    private static String now(Database database) {
        String function = database.getCurrentDateTimeFunction();
        return switch (database.getShortName()) {
            case "postgresql", "cockroachdb", "h2", "oracle" -> "cast(" + function + " as timestamp)";
            default -> function;
        };
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

    /**
     * For how long it has been there, by the server's own clock and if it was set in the time zone of this session. Empty if
     * it was not, as far as that shows: it would have been set in the future.
     */
    Optional<Duration> age() {
        if (since == null || now == null) {
            return Optional.empty();
        }
        var age = Duration.between(since.toInstant(), now.toInstant());
        return age.plus(SLACK).isNegative() ? Optional.empty() : Optional.of(age.isNegative() ? Duration.ZERO : age);
    }

    /** The same in words. */
    String ageInWords() {
        return age().map(age -> "for " + age.toSeconds() + " s by the time zone of this session")
                .orElse("for an unknown time");
    }
}
