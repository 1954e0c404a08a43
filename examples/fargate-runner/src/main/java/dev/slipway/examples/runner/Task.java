package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;

/** What is to be done, made of valid settings. Making it reads no changelog or secret and connects to nothing. */
final class Task {
    private final Settings settings;
    private final Checks checks;
    private final Map<String, Reference> placeholders = new LinkedHashMap<>();
    private final Command command;
    private final SourceSettings source;
    private final DatabaseSettings database;

    private Task(Settings settings, Outputs outputs, References references) {
        this.settings = settings;
        checks = new Checks(settings);
        settings.problems().forEach(checks::add);
        outputs.problems().forEach(checks::add);
        command = readCommand();
        source = SourceSettings.read(checks, references);
        database = DatabaseSettings.read(checks, references);
        if (isLiquibase()) {
            checks.require(
                    Setting.LIQUIBASE_COMMAND_CHANGELOG_FILE, "the root changelog, needed with ENGINE=liquibase");
        }
        readPlaceholders(references);
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException if any is missing or wrong; it names them all
     */
    static Task of(Settings settings, Outputs outputs, References references) {
        var task = new Task(settings, outputs, references);
        if (!task.checks.problems().isEmpty()) {
            throw new UsageException(task.checks.problems());
        }
        return task;
    }

    Command command() {
        return command;
    }

    boolean isLiquibase() {
        return settings.text(Setting.ENGINE).orElse("flyway").equalsIgnoreCase("liquibase");
    }

    String changelogFile() {
        return settings.text(Setting.LIQUIBASE_COMMAND_CHANGELOG_FILE).orElseThrow();
    }

    ChangelogSource source() {
        return Objects.requireNonNull(source.source());
    }

    DataSource database() {
        return Objects.requireNonNull(database.database());
    }

    /** Placeholders or parameters, by names in upper case. */
    Map<String, Reference> placeholders() {
        return placeholders;
    }

    /** What is about to happen, in one line. */
    String banner() {
        return "Starting " + command.word() + " from " + source.description()
                + " for database " + jdbcUrl().orElse("?")
                + settings.text(Setting.REGION)
                        .map(region -> " in AWS region " + region)
                        .orElse("")
                + " with " + (isLiquibase() ? "Liquibase" : "Flyway");
    }

    /** The JDBC URL, which holds no credentials. */
    Optional<String> jdbcUrl() {
        return database.jdbcUrl();
    }

    private Command readCommand() {
        String engine = settings.text(Setting.ENGINE).orElse("flyway");
        if (!engine.equalsIgnoreCase("flyway") && !engine.equalsIgnoreCase("liquibase")) {
            checks.add("ENGINE: '" + engine + "' is neither flyway nor liquibase");
        }
        String word = settings.text(Setting.COMMAND).orElse("migrate");
        Optional<Command> known = Command.of(word);
        if (known.isEmpty()) {
            checks.add("COMMAND: '" + word + "' is none of " + Command.list());
        } else if (known.get().isFlywayOnly() && isLiquibase()) {
            checks.add("COMMAND: '" + word + "' is Flyway's, but ENGINE is liquibase");
        }
        return known.orElse(Command.PLAN);
    }

    private void readPlaceholders(References references) {
        Setting family = isLiquibase() ? Setting.LIQUIBASE_PARAMETER : Setting.FLYWAY_PLACEHOLDERS;
        settings.family(family).forEach((name, text) -> {
            try {
                Reference reference = Reference.parse(text);
                // Refuses at once what could never be read.
                references.secret(reference);
                placeholders.put(name, reference);
            } catch (IllegalArgumentException failure) {
                checks.add(family + "_" + name.toUpperCase(Locale.ROOT) + ": " + failure.getMessage());
            }
        });
    }
}
