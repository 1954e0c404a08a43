package dev.slipway.migration.flyway;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Redactor;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what Flyway and drivers throw into our exceptions, without secrets. */
final class Failures {
    private static final int DEEPEST = 32;
    private static final Pattern LINE = Pattern.compile("(?m)^Line\\s*:\\s*(\\d+)\\s*$");

    private Failures() {}

    /** What went wrong while no migration ran. */
    static MigrationException of(String cannot, Throwable failure, Redactor redactor) {
        MigrationException ours = find(failure, MigrationException.class);
        if (ours != null) {
            return ours;
        }
        String message = cannot + ": " + reason(failure, redactor);
        SQLException sql = find(failure, SQLException.class);
        boolean lost = sql != null
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"));
        return lost
                ? new DatabaseUnavailableException(message, redactor.redact(failure))
                : new MigrationException(message, redactor.redact(failure));
    }

    /** The server's text with state and code if a server spoke, else Flyway's text; one line, without secrets. */
    static String reason(Throwable failure, Redactor redactor) {
        SQLException sql = find(failure, SQLException.class);
        if (sql == null) {
            return redactor.screen(oneLine(failure.getMessage()));
        }
        String state = sql.getSQLState() == null ? "" : "SQLState " + sql.getSQLState();
        String code = sql.getErrorCode() == 0 ? "" : "code " + sql.getErrorCode();
        String both = state.isEmpty() || code.isEmpty() ? state + code : state + ", " + code;
        return redactor.screen(oneLine(sql.getMessage())) + (both.isEmpty() ? "" : " (" + both + ")");
    }

    /** The line of the file at which the statement begins, which Flyway tells in its text only. */
    static Optional<String> line(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; at = at.getCause(), depth++) {
            var matcher = LINE.matcher(String.valueOf(at.getMessage()));
            if (matcher.find()) {
                return Optional.of(matcher.group(1));
            }
        }
        return Optional.empty();
    }

    static String oneLine(@Nullable String text) {
        return String.valueOf(text)
                .strip()
                .replaceAll("\\s*\\R[\\s\\->]*", "; ")
                .replaceAll("\\s+", " ");
    }

    static <T> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; at = at.getCause(), depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
