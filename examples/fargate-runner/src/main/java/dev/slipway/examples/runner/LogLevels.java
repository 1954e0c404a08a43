package dev.slipway.examples.runner;

import ch.qos.logback.classic.Level;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Levels of loggers. */
final class LogLevels {
    /** For the help text. */
    static final String EXCEPTIONS =
            "SSH packets, HTTP headers and AWS signatures never; lines that repeat the runner's own from `DEBUG` on";

    /**
     * Loggers that can show secrets in a form that scrubbing cannot know: Apache MINA dumps packets and key exchanges in
     * hexadecimal digits; the HTTP client and the signers of the AWS SDK print session tokens and signed headers, some of
     * them before the runner could have learned them.
     */
    static final Map<String, Level> CAPS = Map.of(
            "org.apache.sshd", Level.DEBUG,
            "sun.net.www", Level.INFO,
            "jdk.internal.httpclient", Level.INFO,
            "software.amazon.awssdk.auth", Level.INFO,
            "software.amazon.awssdk.http.auth", Level.INFO,
            "software.amazon.awssdk.request", Level.DEBUG);

    /**
     * Loggers whose progress lines repeat the runner's own, and so hide what matters, among them a second line for the
     * same failure: shown from {@code DEBUG} on.
     */
    static final Map<String, Level> ECHOES = Map.of(
            "schemacrawler",
            Level.WARN,
            "us.fatehi",
            Level.WARN,
            "org.flywaydb.core",
            Level.WARN,
            "org.flywaydb.core.internal.command.DbMigrate",
            Level.OFF,
            "org.apache.sshd.common.util.security",
            Level.WARN,
            "org.apache.sshd.common.kex.extension",
            Level.WARN);

    private LogLevels() {}

    /** What Liquibase calls them. {@code OFF} leaves errors: a failure is never hidden. */
    private static final Map<String, Level> OF_LIQUIBASE = Map.of(
            "OFF", Level.ERROR,
            "SEVERE", Level.ERROR,
            "WARNING", Level.WARN,
            "FINE", Level.DEBUG);

    /** A level by its name, or by Liquibase's. */
    static Optional<Level> parse(String text) {
        return Optional.ofNullable(OF_LIQUIBASE.get(text.toUpperCase(Locale.ROOT)))
                .or(() -> ofName(text));
    }

    private static Optional<Level> ofName(String text) {
        return Arrays.asList(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE).stream()
                .filter(level -> level.toString().equalsIgnoreCase(text))
                .findFirst();
    }
}
