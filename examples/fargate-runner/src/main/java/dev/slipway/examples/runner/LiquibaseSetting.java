package dev.slipway.examples.runner;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Liquibase's own settings that are served. The name of the constant is Liquibase's environment variable without {@code
 * LIQUIBASE_} and {@code COMMAND_}, from which the names in its files and of its options follow.
 */
enum LiquibaseSetting {
    URL(Scope.COMMAND),
    USERNAME(Scope.COMMAND),
    PASSWORD(Scope.COMMAND),
    CHANGELOG_FILE(Scope.COMMAND),
    CONTEXT_FILTER(Scope.COMMAND, "CONTEXTS"),
    LABEL_FILTER(Scope.COMMAND, "LABELS"),
    DEFAULT_SCHEMA_NAME(Scope.COMMAND),
    TAG(Scope.COMMAND),
    COUNT(Scope.COMMAND),
    DATE(Scope.COMMAND),
    DRIVER(Scope.BOTH),
    DRIVER_PROPERTIES_FILE(Scope.BOTH),
    LIQUIBASE_SCHEMA_NAME(Scope.GLOBAL, "SCHEMA_NAME"),
    DATABASE_CHANGELOG_TABLE_NAME(Scope.GLOBAL),
    DATABASE_CHANGELOG_LOCK_TABLE_NAME(Scope.GLOBAL),
    CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES(Scope.GLOBAL),
    DEFAULTS_FILE(Scope.GLOBAL),
    SEARCH_PATH(Scope.GLOBAL),
    CLASSPATH(Scope.GLOBAL),
    LOG_LEVEL(Scope.GLOBAL),
    LOG_FORMAT(Scope.GLOBAL);

    /** Whether Liquibase has it for all of its uses, or for its commands. */
    enum Scope {
        GLOBAL,
        COMMAND,
        BOTH
    }

    private final Scope scope;
    private final List<String> aliases;

    LiquibaseSetting(Scope scope, String... aliases) {
        this.scope = scope;
        this.aliases = List.of(aliases);
    }

    boolean isGlobal() {
        return scope != Scope.COMMAND;
    }

    boolean isOfCommands() {
        return scope != Scope.GLOBAL;
    }

    /** {@code LIQUIBASE_COMMAND_URL}. */
    String variable() {
        return (isOfCommands() ? "LIQUIBASE_COMMAND_" : "LIQUIBASE_") + name();
    }

    /** {@code --changelog-file}. */
    String option() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it names a place in the file system, and so is never a reference. */
    boolean isPlace() {
        return this == DEFAULTS_FILE || this == SEARCH_PATH || this == CLASSPATH || this == DRIVER_PROPERTIES_FILE;
    }

    private boolean isCalled(String normalName) {
        return normal(name()).equals(normalName)
                || aliases.stream().anyMatch(alias -> normal(alias).equals(normalName));
    }

    /** A name as environment variables, files and options write it, without what they differ in. */
    static String normal(String name) {
        return name.replaceAll("[_.-]", "").toUpperCase(Locale.ROOT);
    }

    static Optional<LiquibaseSetting> of(String normalName) {
        return Arrays.stream(values())
                .filter(setting -> setting.isCalled(normalName))
                .findFirst();
    }

    /** Those of one scope, in Markdown. */
    static String list(boolean ofCommands) {
        return Arrays.stream(values())
                .filter(setting -> setting.isOfCommands() == ofCommands)
                .flatMap(setting -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(setting.name()), setting.aliases.stream()))
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
    }
}
