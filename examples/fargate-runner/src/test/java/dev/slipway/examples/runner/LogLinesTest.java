package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.migration.Secret;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static final String OURS = "dev.slipway.examples.runner.Runner";
    private static final String FOREIGN = "org.postgresql.core.v3";

    private final KnownSecrets secrets = new KnownSecrets();

    @BeforeEach
    void knowASecret() {
        secrets.add(Secret.of("Tr0ub4dor&3"));
    }

    @Test
    void aSecretIsMaskedInEveryLineOfOurOwn() {
        assertThat(text(OURS, "first Tr0ub4dor&3\nsecond dHIwdWI0ZG9yJjM= Tr0ub4dor%263 of Tr0ub4", null))
                .isEqualTo(
                        "2026-11-22T03:25:34Z INFO  first [redacted]\nsecond dHIwdWI0ZG9yJjM= [redacted] of Tr0ub4\n");
    }

    @Test
    void aLineOfALibraryThatRepeatsAPieceIsWithheldAndTheOthersStay() {
        assertThat(text(FOREIGN, "near 'Tr0ub4d\nLine 3", null))
                .isEqualTo("2026-11-22T03:25:34Z INFO  [org.postgresql.core.v3]"
                        + " [withheld: the text repeats part of a secret]\nLine 3\n");
    }

    @Test
    void anExceptionIsOneScrubbedLineAboveDebug() {
        var failure = new IllegalStateException("it was\nTr0ub4dor&3", new IOException("hidden"));
        assertThat(text(FOREIGN, "Failed", failure))
                .endsWith(" Failed\njava.lang.IllegalStateException: it was; [redacted]\n");
    }

    @Test
    void aStackTraceIsScrubbedWithItsCauses() {
        var failure = new IllegalStateException("outer", new IOException("inner Tr0ub4dor&3"));
        var lines = new TextLines(new Scrubber(secrets, true));
        assertThat(lines.format(event(OURS, "Failed", failure)))
                .contains(
                        "\n\tat dev.slipway.examples.runner.LogLinesTest",
                        "Caused by: java.io.IOException: inner [redacted]")
                .doesNotContain("Tr0ub4dor");
    }

    @Test
    void controlCharactersCannotMoveTheCursor() {
        assertThat(text(FOREIGN, "a\u001b[2Jb\tc\u0007", null)).endsWith(" a?[2Jb\tc?\n");
    }

    @Test
    void aRecordIsOneLineOfJson() throws IOException {
        var event = event(FOREIGN, "first \"Tr0ub4dor&3\"\nsecond", new IOException("Tr0ub4dor&3"));
        event.setMDCPropertyMap(Map.of("login", "Tr0ub4dor&3"));
        String line = new JsonLines(new Scrubber(secrets, false)).format(event);
        assertThat(line).endsWith("}\n").doesNotContain("Tr0ub4dor").hasLineCount(1);
        assertThat(parse(line))
                .containsEntry("timestamp", "2026-11-22T03:25:34Z")
                .containsEntry("level", "INFO")
                .containsEntry("logger", FOREIGN)
                .containsEntry("message", "first \"[redacted]\"\nsecond")
                .containsEntry("throwable", "java.io.IOException: [redacted]")
                .containsEntry("mdc.login", "[redacted]");
    }

    private String text(String logger, String message, Throwable failure) {
        return new TextLines(new Scrubber(secrets, false)).format(event(logger, message, failure));
    }

    private static LoggingEvent event(String logger, String message, Throwable failure) {
        var event = new LoggingEvent(
                "fqcn", new LoggerContext().getLogger(logger), Level.INFO, message, failure, new Object[0]);
        event.setTimeStamp(java.time.Instant.parse("2026-11-22T03:25:34Z").toEpochMilli());

        return event;
    }

    private static Map<String, String> parse(String line) throws IOException {
        var fields = new LinkedHashMap<String, String>();
        try (var json = new JsonFactory().createParser(line)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                fields.put(name, json.nextTextValue());
            }
            assertThat(json.nextToken()).isNull();
        }
        return fields;
    }
}
