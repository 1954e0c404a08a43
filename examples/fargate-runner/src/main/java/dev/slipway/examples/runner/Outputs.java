package dev.slipway.examples.runner;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is printed, where and how; in effect before anything else can be wrong. */
final class Outputs {
    private final boolean json;
    private final boolean logJson;
    private final Level level;
    private final List<String> problems = new ArrayList<>();

    private Outputs(Settings settings) {
        json = isJson(settings, Setting.OUTPUT);
        logJson = isJson(settings, Setting.LOG_FORMAT);
        String word = settings.text(Setting.LOG_LEVEL).orElse("INFO");
        level = LogLevels.parse(word).orElse(Level.INFO);
        if (LogLevels.parse(word).isEmpty()) {
            problems.add("LOG_LEVEL: '" + word + "' is none of ERROR, WARN, INFO, DEBUG, TRACE");
        }
    }

    static Outputs of(Settings settings) {
        return new Outputs(settings);
    }

    /** Whether the result is one JSON document on standard output. */
    boolean isJson() {
        return json;
    }

    boolean isLogJson() {
        return logJson;
    }

    Level level() {
        return level;
    }

    List<String> problems() {
        return problems;
    }

    private boolean isJson(Settings settings, Setting setting) {
        String word = settings.text(setting).orElse("text").toLowerCase(Locale.ROOT);
        if (!word.equals("text") && !word.equals("json")) {
            problems.add(setting + ": '" + word + "' is neither text nor json");
        }
        return word.equals("json");
    }
}
