package dev.slipway.examples.runner;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Log records for people: {@code 2026-11-22T03:25:34Z INFO  Fetched …}. */
final class TextLines {
    private static final String RUNNER = TextLines.class.getPackageName() + ".";

    private final Scrubber scrubber;

    TextLines(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    String format(ILoggingEvent event) {
        var text = new StringBuilder();
        text.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.SECONDS))
                .append(' ')
                .append("%-5s ".formatted(event.getLevel()));
        if (!event.getLoggerName().startsWith(RUNNER)) {
            text.append('[').append(scrubber.beside(event.getLoggerName())).append("] ");
        }
        text.append(String.join("\n", scrubber.message(event))).append('\n');
        for (String line : scrubber.throwable(event)) {
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
