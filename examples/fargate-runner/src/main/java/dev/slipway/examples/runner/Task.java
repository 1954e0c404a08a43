package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogSource;
import java.time.Duration;
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
    private final References references;
    private final Command command;
    private final Duration lockWait;
    private final FlywayConfiguration flyway;
    private final SourceSettings source;
    private final DatabaseSettings database;

    private Task(Settings settings, Outputs outputs, References references, FlywayFiles files) {
        this.settings = settings;
        this.references = references;
        checks = new Checks(settings);
        settings.problems().forEach(checks::add);
        outputs.problems().forEach(checks::add);
        command = readCommand();
        flyway = isLiquibase()
                ? FlywayConfiguration.refuse(settings, checks, references)
                : FlywayConfiguration.read(settings, checks, references, files);
        source = SourceSettings.read(checks, references, flyway, files);
        database = DatabaseSettings.read(checks, references, flyway);
        if (isLiquibase()) {
            checks.require(
                    Setting.LIQUIBASE_COMMAND_CHANGELOG_FILE, "the root changelog, needed with ENGINE=liquibase");
        }
        lockWait = checks.duration(Setting.LOCK_WAIT, "15m");
        checkBaseline();
        readPlaceholders();
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException if any is missing or wrong; it names them all
     */
    static Task of(Settings settings, Outputs outputs, References references, FlywayFiles files) {
        var task = new Task(settings, outputs, references, files);
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
        return database.open();
    }

    /** Flyway's own settings; none for Liquibase. */
    FlywayConfiguration flyway() {
        return flyway;
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

    /** How long to wait for another run. */
    Duration lockWait() {
        return lockWait;
    }

    /** The version from which the command baseline lets the history begin. */
    String baselineVersion() {
        return settings.text(Setting.BASELINE_VERSION)
                .or(() -> flyway.value(FlywaySetting.BASELINE_VERSION).map(value -> value.read(references)))
                .orElse("1");
    }

    String baselineDescription() {
        return flyway.value(FlywaySetting.BASELINE_DESCRIPTION)
                .map(value -> value.read(references))
                .orElse("<< Flyway Baseline >>");
    }

    private void checkBaseline() {
        settings.text(Setting.BASELINE_VERSION).ifPresent(version -> {
            if (command != Command.BASELINE) {
                checks.add("BASELINE_VERSION: for COMMAND=baseline; give FLYWAY_BASELINE_VERSION for"
                        + " FLYWAY_BASELINE_ON_MIGRATE");
            } else if (flyway.value(FlywaySetting.BASELINE_VERSION).isPresent()) {
                checks.add("BASELINE_VERSION: give it or FLYWAY_BASELINE_VERSION, not both");
            } else if (!version.matches("\\d+([._]\\d+)*")) {
                checks.add("BASELINE_VERSION: '" + version + "' is no version such as 1 or 2.1");
            }
        });
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

    private void readPlaceholders() {
        Setting family = isLiquibase() ? Setting.LIQUIBASE_PARAMETER : Setting.FLYWAY_PLACEHOLDERS;
        flyway.placeholders().forEach((name, value) -> placeholders.put(name, value.reference()));
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
