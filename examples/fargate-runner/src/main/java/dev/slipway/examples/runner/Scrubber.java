package dev.slipway.examples.runner;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.slipway.migration.Redactor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The boundary at which secrets are taken out of log records. Our own lines are masked; lines that a library, driver or
 * server worded are screened, since servers quote pieces.
 */
final class Scrubber {
    private static final String OURS = "dev.slipway.";
    /** Escape sequences and the like would let a server's text move the cursor. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");

    private final KnownSecrets secrets;
    private final boolean stackTraces;

    Scrubber(KnownSecrets secrets, boolean stackTraces) {
        this.secrets = secrets;
        this.stackTraces = stackTraces;
    }

    /** The lines of the message. */
    List<String> message(ILoggingEvent event) {
        Redactor redactor = secrets.redactor();
        UnaryOperator<String> scrub = isOurs(event) ? redactor::mask : redactor::screen;
        return lines(String.valueOf(event.getFormattedMessage()), scrub);
    }

    /** The stack trace, from {@code DEBUG} on; else what the exception says, in one line. */
    List<String> throwable(ILoggingEvent event) {
        IThrowableProxy throwable = event.getThrowableProxy();
        if (throwable == null) {
            return List.of();
        }
        String text = stackTraces
                ? ThrowableProxyUtil.asString(throwable)
                : (throwable.getClassName() + ": "
                                + Optional.ofNullable(throwable.getMessage()).orElse(""))
                        .replaceAll("\\s*\\R\\s*", "; ");
        return lines(text, secrets.redactor()::screen);
    }

    /** A short text beside the message: the name of a logger or thread, a value of the MDC. */
    String beside(String text) {
        return lines(text, secrets.redactor()::screen).stream().collect(Collectors.joining(" "));
    }

    private static List<String> lines(String text, UnaryOperator<String> scrub) {
        return text.lines()
                .map(line -> CONTROL.matcher(scrub.apply(line)).replaceAll("?"))
                .toList();
    }

    private static boolean isOurs(ILoggingEvent event) {
        return event.getLoggerName().startsWith(OURS);
    }
}
