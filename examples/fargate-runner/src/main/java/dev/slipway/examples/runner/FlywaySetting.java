package dev.slipway.examples.runner;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Flyway's own settings that are served. The name of the constant is Flyway's environment variable without {@code
 * FLYWAY_}, from which the name in its files follows.
 */
enum FlywaySetting {
    URL(false),
    USER(false),
    PASSWORD(false),
    LOCATIONS(false),
    CONFIG_FILES(false),
    CONFIG_FILE_ENCODING(false),
    ENVIRONMENT(false),
    SCHEMAS(true),
    DEFAULT_SCHEMA(true),
    CREATE_SCHEMAS(true),
    TABLE(true),
    TABLESPACE(true),
    TARGET(true),
    OUT_OF_ORDER(true),
    BASELINE_ON_MIGRATE(true),
    BASELINE_VERSION(true),
    BASELINE_DESCRIPTION(true),
    IGNORE_MIGRATION_PATTERNS(true),
    VALIDATE_ON_MIGRATE(true),
    VALIDATE_MIGRATION_NAMING(true),
    PLACEHOLDER_REPLACEMENT(true),
    PLACEHOLDER_PREFIX(true),
    PLACEHOLDER_SUFFIX(true),
    ENCODING(true),
    DETECT_ENCODING(true),
    GROUP(true),
    MIXED(true),
    INSTALLED_BY(true),
    SQL_MIGRATION_PREFIX(true),
    REPEATABLE_SQL_MIGRATION_PREFIX(true),
    SQL_MIGRATION_SEPARATOR(true),
    SQL_MIGRATION_SUFFIXES(true);

    private final boolean handedOn;

    FlywaySetting(boolean handedOn) {
        this.handedOn = handedOn;
    }

    /** Whether the engine takes it; else the runner does. */
    boolean isHandedOn() {
        return handedOn;
    }

    /** {@code flyway.outOfOrder}. */
    String property() {
        return "flyway." + camel();
    }

    private String camel() {
        String pascal = Arrays.stream(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
        return pascal.substring(0, 1).toLowerCase(Locale.ROOT) + pascal.substring(1);
    }

    /** A name as environment variables, files and options write it, without what they differ in. */
    static String normal(String name) {
        return name.replaceAll("[_.-]", "").toUpperCase(Locale.ROOT);
    }

    static Optional<FlywaySetting> of(String normalName) {
        return Arrays.stream(values())
                .filter(setting -> normal(setting.name()).equals(normalName))
                .findFirst();
    }

    /** All of them, in Markdown. */
    static String list() {
        return Arrays.stream(values())
                .map(setting -> "`" + setting.name() + "`")
                .collect(Collectors.joining(", "));
    }
}
