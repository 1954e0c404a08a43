package dev.slipway.migration.liquibase;

import dev.slipway.migration.Redactor;
import java.util.logging.Level;
import liquibase.Scope;
import liquibase.logging.LogService;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Sends what Liquibase logs during a run to SLF4J, without secrets and failed SQL, one level quieter than it is meant:
 * what a run did is told by listener, report and exception.
 */
final class QuietLogs extends AbstractLogService {
    private final Redactor redactor;

    QuietLogs(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Logger getLog(Class type) {
        return new Dispatching(type);
    }

    private void write(Class<?> type, Level level, @Nullable String message, @Nullable Throwable failure) {
        org.slf4j.Logger log = LoggerFactory.getLogger(type);
        if (level.intValue() >= Level.WARNING.intValue()) {
            log.warn("{}", text(message, failure));
        } else if (level.intValue() >= Level.INFO.intValue()) {
            if (log.isDebugEnabled()) {
                log.debug("{}", text(message, failure));
            }
        } else if (log.isTraceEnabled()) {
            log.trace("{}", text(message, failure));
        }
    }

    private String text(@Nullable String message, @Nullable Throwable failure) {
        String text = message == null ? "" : Failures.oneLine(redactor.screen(Failures.withoutSql(message)));
        return failure == null ? text : text + " " + Failures.summary(failure, redactor);
    }

    /**
     * Some classes of Liquibase keep the logger of the scope in which they were loaded for ever. So this one holds nothing
     * of a run, and outside of our runs hands over to the logger of the scope in which it is used.
     */
    private static final class Dispatching extends AbstractLogger {
        private final Class<?> type;

        Dispatching(Class<?> type) {
            this.type = type;
        }

        @Override
        public void log(Level level, @Nullable String message, @Nullable Throwable failure) {
            LogService current = Scope.getCurrentScope().get(Scope.Attr.logService, LogService.class);
            if (current instanceof QuietLogs ours) {
                ours.write(type, level, message, failure);
            } else if (current != null) {
                current.getLog(type).log(level, message, failure);
            }
        }
    }
}
