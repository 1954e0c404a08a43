package dev.slipway.examples.runner;

import java.util.List;

/** The settings do not describe a task. Says everything that is wrong with them at once. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    UsageException(List<String> problems) {
        super("Cannot start: "
                + (problems.size() == 1
                        ? "a setting is missing or wrong: "
                        : problems.size() + " settings are missing or wrong: ")
                + String.join("; ", problems) + "; see --help");
        this.problems = List.copyOf(problems);
    }

    List<String> problems() {
        return problems;
    }
}
