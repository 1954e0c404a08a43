package dev.slipway.examples.runner;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Log records for machines: one JSON object a line. */
final class JsonLines {
    private final JsonFactory json = new JsonFactory();
    private final Scrubber scrubber;

    JsonLines(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    String format(ILoggingEvent event) {
        var line = new StringWriter();
        try (var generator = json.createGenerator(line)) {
            generator.writeStartObject();
            generator.writeStringField(
                    "timestamp", Instant.ofEpochMilli(event.getTimeStamp()).toString());
            generator.writeStringField("level", event.getLevel().toString());
            generator.writeStringField("logger", scrubber.beside(event.getLoggerName()));
            generator.writeStringField("thread", scrubber.beside(event.getThreadName()));
            generator.writeStringField("message", String.join("\n", scrubber.message(event)));
            List<String> throwable = scrubber.throwable(event);
            if (!throwable.isEmpty()) {
                generator.writeStringField("throwable", String.join("\n", throwable));
            }
            for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
                generator.writeStringField(
                        "mdc." + scrubber.beside(entry.getKey()), scrubber.beside(String.valueOf(entry.getValue())));
            }
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.append('\n').toString();
    }
}
