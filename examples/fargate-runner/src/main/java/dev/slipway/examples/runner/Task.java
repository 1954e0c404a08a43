package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.liquibase.LiquibaseEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is to be done, made of valid settings. Making it reads no changelog or secret and connects to nothing. */
final class Task {
    private final Settings settings;
    private final Checks checks;
    private final Map<String, Reference> placeholders = new LinkedHashMap<>();
    private final References references;
    private final Command command;
    private final Duration lockWait;
    private final FlywayConfiguration flyway;
    private final LiquibaseConfiguration liquibase;
    private final @Nullable SourceSettings source;
    private final DatabaseSettings database;
    private final Around around;

    private Task(
            Settings settings,
            Outputs outputs,
            References references,
            FlywayFiles flywayFiles,
            LiquibaseFiles liquibaseFiles) {
        this.settings = settings;
        this.references = references;
        checks = new Checks(settings);
        settings.problems().forEach(checks::add);
        outputs.problems().forEach(checks::add);
        command = readCommand();
        OwnSettings own;
        if (isLiquibase()) {
            flyway = FlywayConfiguration.refuse(settings, checks, references);
            liquibase = LiquibaseConfiguration.read(settings.liquibase(), command, checks, references, liquibaseFiles);
            source = command.needsChangelog()
                    ? SourceSettings.read(checks, references, liquibase, liquibaseFiles)
                    : null;
            own = liquibase;
        } else {
            liquibase = LiquibaseConfiguration.refuse(settings, checks, references);
            flyway = FlywayConfiguration.read(settings, checks, references, flywayFiles);
            source = SourceSettings.read(checks, references, flyway, flywayFiles);
            own = flyway;
        }
        var drivers =
                Drivers.read(checks, liquibase, isLiquibase() ? liquibaseFiles : LiquibaseFiles.none(), directories());
        database = DatabaseSettings.read(checks, references, own, drivers);
        checkChangelogFile();
        around = Around.read(checks);
        Duration given = checks.duration(Setting.LOCK_WAIT, "15m");
        // Who has the lock may be waiting for a snapshot under it.
        lockWait = checks.isGiven(Setting.LOCK_WAIT) ? given : given.plus(around.longest());
        checkBaseline();
        readPlaceholders();
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException if any is missing or wrong; it names them all
     */
    static Task of(Settings settings, Outputs outputs, References references, FlywayFiles files) {
        return of(settings, outputs, references, files, LiquibaseFiles.none());
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException if any is missing or wrong; it names them all
     */
    static Task of(
            Settings settings,
            Outputs outputs,
            References references,
            FlywayFiles flywayFiles,
            LiquibaseFiles liquibaseFiles) {
        var task = new Task(settings, outputs, references, flywayFiles, liquibaseFiles);
        if (!task.checks.problems().isEmpty()) {
            throw new UsageException(task.checks.problems());
        }
        return task;
    }

    Command command() {
        return command;
    }

    boolean isLiquibase() {
        return settings.isLiquibase();
    }

    /** The files; only for a command that needs them. */
    ChangelogSource source() {
        return Objects.requireNonNull(Objects.requireNonNull(source).source());
    }

    /** Where the files are mounted; none if they are of a repository. */
    List<Path> directories() {
        return source == null ? List.of() : source.mounted();
    }

    private void checkChangelogFile() {
        if (source == null
                || liquibase
                        .value(LiquibaseSetting.CHANGELOG_FILE)
                        .filter(GivenValue::isSecret)
                        .isPresent()) {
            return;
        }
        try {
            liquibase.changelogFile(directories());
        } catch (UsageException elsewhere) {
            elsewhere.problems().forEach(checks::add);
        }
    }

    /** A Liquibase engine with its own settings. Reads references. */
    LiquibaseEngine.Builder liquibaseEngine() {
        return liquibase.engine(command, directories());
    }

    /** What is done before and after. */
    Around around() {
        return around;
    }

    /** The tables of the engine, in lower case. Reads references. */
    Set<String> ownTables() {
        return Stream.of(
                        Stream.of("flyway_schema_history", "databasechangelog", "databasechangeloglock"),
                        flyway.value(FlywaySetting.TABLE).stream().map(value -> value.read(references)),
                        liquibase.tables())
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    DataSource database() {
        return database.open();
    }

    /** Flyway's own settings; none for Liquibase. */
    FlywayConfiguration flyway() {
        return flyway;
    }

    /** Liquibase's own settings; none for Flyway. */
    LiquibaseConfiguration liquibase() {
        return liquibase;
    }

    /** What was accepted although it has no effect, a line each. */
    List<String> notes() {
        return settings.liquibase().notes();
    }

    /** Placeholders or parameters, by names in upper case. */
    Map<String, Reference> placeholders() {
        return placeholders;
    }

    /** What is about to happen, in one line. */
    String banner() {
        return "Starting " + command.word()
                + (source == null ? "" : " from " + source.description()) + " for database "
                + jdbcUrl().orElse("?")
                + settings.text(Setting.REGION)
                        .map(region -> " in AWS region " + region)
                        .orElse("")
                + " with " + (isLiquibase() ? "Liquibase" : "Flyway");
    }

    /** The JDBC URL, which holds no credentials. */
    Optional<String> jdbcUrl() {
        return database.jdbcUrl();
    }

    /** How long to wait for another run. Reads references. */
    Duration lockWait() {
        return checks.isGiven(Setting.LOCK_WAIT)
                ? lockWait
                : liquibase.lockWait().orElse(lockWait);
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
        if (known.filter(command -> command.isServedBy(isLiquibase())).isEmpty()) {
            checks.add("COMMAND: " + Command.refusal(word, isLiquibase()));
            return Command.PLAN;
        }
        return known.get();
    }

    /** What is stronger last: files, the environment, options. */
    private void readPlaceholders() {
        flyway.placeholders().forEach((name, value) -> override(name, value.reference()));
        liquibase.parameters().forEach((name, value) -> override(name, value.reference()));
        Setting family = isLiquibase() ? Setting.LIQUIBASE_PARAMETER : Setting.FLYWAY_PLACEHOLDERS;
        Setting others = isLiquibase() ? Setting.FLYWAY_PLACEHOLDERS : Setting.LIQUIBASE_PARAMETER;
        settings.family(others)
                .keySet()
                .forEach(name -> checks.add(others + "_" + name + ": a setting of "
                        + (isLiquibase() ? "Flyway's, but ENGINE is liquibase" : "Liquibase's, but ENGINE is flyway")));
        settings.family(family).forEach((name, text) -> {
            try {
                Reference reference = Reference.parse(text);
                // Refuses at once what could never be read.
                references.secret(reference);
                override(name, reference);
            } catch (IllegalArgumentException failure) {
                checks.add(family + "_" + name.toUpperCase(Locale.ROOT) + ": " + failure.getMessage());
            }
        });
        liquibase.parameters().forEach((name, value) -> {
            if (value.where().startsWith("-D")) {
                override(name, value.reference());
            }
        });
    }

    /** Names that are alike are one: a variable cannot hold the dots that a file may. */
    private void override(String name, Reference reference) {
        String normal = PlaceholderNames.normal(name);
        placeholders.keySet().removeIf(other -> PlaceholderNames.normal(other).equals(normal));
        placeholders.put(name, reference);
    }
}
