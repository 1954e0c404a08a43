package dev.slipway.examples.runner;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the runner is asked to do. */
enum Command {
    MIGRATE("migrates"),
    PLAN("prints the state and what would run"),
    INFO("the same as plan"),
    DRY_RUN("prints the SQL that would run"),
    VALIDATE("says whether a migration would be rejected"),
    BASELINE("Flyway's: marks a database without history as standing at a version"),
    REPAIR("Flyway's: mends its history");

    private final String meaning;

    Command(String meaning) {
        this.meaning = meaning;
    }

    /** {@code dry-run}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isFlywayOnly() {
        return this == BASELINE || this == REPAIR;
    }

    static Optional<Command> of(String word) {
        return Arrays.stream(values())
                .filter(command -> command.word().equalsIgnoreCase(word))
                .findFirst();
    }

    static String list() {
        return Arrays.stream(values()).map(Command::word).collect(Collectors.joining(", "));
    }

    /** All of them with their meanings, in Markdown. */
    static String help() {
        return Arrays.stream(values())
                .map(command -> "`" + command.word() + "` " + command.meaning)
                .collect(Collectors.joining("; "));
    }
}
