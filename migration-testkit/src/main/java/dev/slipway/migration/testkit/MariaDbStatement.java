package dev.slipway.migration.testkit;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A statement that makes a part of a copy.
 *
 * @param sql with {@link #COPY} where the copy's name goes
 * @param mode the {@code sql_mode} that it needs, or nothing
 * @param postponable whether it may have to wait for another one of its kind
 */
record MariaDbStatement(String sql, String mode, boolean postponable) {
    /** No name can hold it. */
    static final String COPY = "\0";

    static MariaDbStatement of(String sql) {
        return new MariaDbStatement(sql, "", false);
    }

    /** Runs it, or adds it to those that are to be tried again. */
    void run(Statement statement, String copy, List<MariaDbStatement> postponed) throws SQLException {
        try {
            run(statement, copy);
        } catch (SQLException failure) {
            if (!postponable) {
                throw failure;
            }
            postponed.add(this);
        }
    }

    void run(Statement statement, String copy) throws SQLException {
        if (!mode.isEmpty()) {
            statement.execute("set sql_mode = '" + mode + "'");
        }
        statement.execute(sql.replace(COPY, copy));
    }
}
