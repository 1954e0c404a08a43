package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Redactor;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what Liquibase and drivers throw into one line without secrets and without the SQL that failed. */
final class Failures {
    /** Liquibase appends it to the server's text; it holds parameters' values and may go on for pages. */
    private static final Pattern FAILED_SQL = Pattern.compile("\\s*\\[Failed SQL:.*", Pattern.DOTALL);

    private static final int DEEPEST = 32;

    private Failures() {}

    static String withoutSql(String text) {
        return FAILED_SQL.matcher(text).replaceFirst("");
    }

    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** What the innermost exception says: the server, where it was the server. */
    static String summary(Throwable failure, Redactor redactor) {
        SQLException sql = sqlException(failure);
        Throwable telling = sql == null ? innermost(failure) : sql;
        String message = telling.getMessage();
        String text = message == null || message.isBlank()
                ? telling.getClass().getName()
                : oneLine(redactor.screen(withoutSql(message)));
        if (sql == null) {
            return message != null && telling instanceof RuntimeException
                    ? telling.getClass().getSimpleName() + ": " + text
                    : text;
        }
        return text + " (SQLState " + sql.getSQLState() + ", code " + sql.getErrorCode() + ")";
    }

    /** The exception to chain: rebuilt without secrets, and without Liquibase's wrappings, which quote SQL. */
    static @Nullable Throwable cause(Throwable failure, Redactor redactor) {
        Throwable telling = sqlException(failure);
        if (telling == null) {
            telling = innermost(failure);
        }
        String message = telling.getMessage();
        boolean quotesSql = message != null && !withoutSql(message).equals(message);
        return quotesSql ? null : redactor.redact(telling);
    }

    /** One of ours that is in the chain, if there is one. */
    static @Nullable MigrationException ours(Throwable failure) {
        return find(failure, MigrationException.class);
    }

    /** SQLState class 08, and PostgreSQL's 57P01 to 57P03: shut down, crashed, starting. */
    static boolean isLostConnection(Throwable failure) {
        SQLException sql = sqlException(failure);
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        return state.startsWith("08") || state.startsWith("57P");
    }

    static @Nullable SQLException sqlException(Throwable failure) {
        return find(failure, SQLException.class);
    }

    static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at.getCause() != null && depth < DEEPEST; depth++) {
            at = at.getCause();
        }
        return at;
    }
}
