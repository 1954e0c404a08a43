package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Leads everything that the process prints through one layout, where secrets are taken out. */
final class Logs {
    /** What the runner has to show, rather than to log: printed whatever the level, unless a document holds it all. */
    static final Logger OUTPUT = LoggerFactory.getLogger("dev.slipway.examples.runner.Output");

    private Logs() {}

    /**
     * Sets logging up, once in a process.
     *
     * @param target where lines go
     * @param outputs what the user chose
     * @param secrets what is to be taken out of every line
     */
    static void start(PrintStream target, Outputs outputs, KnownSecrets secrets) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        boolean traces = outputs.level().toInt() <= Level.DEBUG_INT;
        var scrubber = new Scrubber(secrets, traces);
        var appender = new StreamAppender(
                target, outputs.isLogJson() ? new JsonLines(scrubber)::format : new TextLines(scrubber)::format);
        appender.setContext(context);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(outputs.level());
        raise(LogLevels.CAPS, outputs.level(), context);
        if (!traces) {
            raise(LogLevels.ECHOES, outputs.level(), context);
        }
        context.getLogger(OUTPUT.getName()).setLevel(outputs.isJson() ? outputs.level() : Level.INFO);
        bridgeJavaUtilLogging(outputs.level());
        System.setOut(new PrintStream(new LoggedStream("System.out"), true, UTF_8));
        System.setErr(new PrintStream(new LoggedStream("System.err"), true, UTF_8));
    }

    private static void raise(Map<String, Level> least, Level level, LoggerContext context) {
        least.forEach((name, raised) -> {
            if (level.toInt() < raised.toInt()) {
                context.getLogger(name).setLevel(raised);
            }
        });
    }

    private static void bridgeJavaUtilLogging(Level level) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        java.util.logging.Logger.getLogger("")
                .setLevel(
                        switch (level.toInt()) {
                            case Level.TRACE_INT -> java.util.logging.Level.ALL;
                            case Level.DEBUG_INT -> java.util.logging.Level.FINE;
                            case Level.INFO_INT -> java.util.logging.Level.INFO;
                            case Level.WARN_INT -> java.util.logging.Level.WARNING;
                            default -> java.util.logging.Level.SEVERE;
                        });
    }

    /** Writes whole lines, UTF-8 whatever the locale of the container. */
    private static final class StreamAppender extends AppenderBase<ILoggingEvent> {
        private final PrintStream target;
        private final Function<ILoggingEvent, String> format;

        StreamAppender(PrintStream target, Function<ILoggingEvent, String> format) {
            this.target = target;
            this.format = format;
        }

        @Override
        protected void append(ILoggingEvent event) {
            target.writeBytes(format.apply(event).getBytes(UTF_8));
            target.flush();
        }
    }

    /** Takes what a library prints for a log record a line. */
    private static final class LoggedStream extends OutputStream {
        private final Logger logger;
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        LoggedStream(String name) {
            this.logger = LoggerFactory.getLogger(name);
        }

        @Override
        public synchronized void write(int next) {
            if (next != '\n') {
                line.write(next);
                return;
            }
            String text = line.toString(UTF_8).stripTrailing();
            line.reset();
            logger.info("{}", text);
        }
    }
}
