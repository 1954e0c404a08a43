package dev.slipway.examples.runner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the command line and the environment say, the command line winning. What is empty counts as not given. */
final class Settings {
    private final Map<Setting, String> texts = new EnumMap<>(Setting.class);
    private final Map<Setting, Map<String, String>> families = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();
    private final Map<String, String> flyway = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final LiquibaseInput liquibase;

    private Settings(Arguments arguments, Map<String, String> environment, LiquibaseFiles files) {
        this.environment = Map.copyOf(environment);
        problems.addAll(arguments.problems());
        readFlyway(arguments.options().getOrDefault(Setting.FLYWAY, List.of()));
        for (var setting : Setting.values()) {
            List<String> options = arguments.options().getOrDefault(setting, List.of());
            if (setting == Setting.FLYWAY || setting == Setting.LIQUIBASE) {
                continue;
            }
            if (setting.isFamily()) {
                families.put(setting, family(setting, options, environment));
            } else {
                String text = options.isEmpty() ? environment.getOrDefault(setting.variable(), "") : options.get(0);
                if (!text.isBlank()) {
                    texts.put(setting, text.strip());
                }
            }
        }
        if (!isLiquibase() && arguments.options().containsKey(Setting.LIQUIBASE)) {
            problems.add(Setting.LIQUIBASE.option() + ": a setting of Liquibase's, but ENGINE is flyway");
        }
        liquibase = isLiquibase() ? readLiquibase(arguments, files) : LiquibaseInput.none();
    }

    /** The settings of an engine other than Liquibase, or of Liquibase without properties files. */
    static Settings of(Arguments arguments, Map<String, String> environment) {
        return of(arguments, environment, LiquibaseFiles.none());
    }

    /** All settings, those in Liquibase's properties file too. */
    static Settings of(Arguments arguments, Map<String, String> environment, LiquibaseFiles files) {
        return new Settings(arguments, environment, files);
    }

    /** What does the work. */
    boolean isLiquibase() {
        return text(Setting.ENGINE).orElse("flyway").equalsIgnoreCase("liquibase");
    }

    /** Liquibase's own settings; none for another engine. */
    LiquibaseInput liquibase() {
        return liquibase;
    }

    private LiquibaseInput readLiquibase(Arguments arguments, LiquibaseFiles files) {
        String command = text(Setting.COMMAND)
                .flatMap(Command::of)
                .map(Command::nameInLiquibase)
                .orElse("UPDATE");
        var input = LiquibaseInput.read(arguments.liquibase(), environment, command);
        input.readFiles(text(Setting.DEFAULTS_FILE), text(Setting.CHANGELOG_DIRECTORY), files);
        problems.addAll(input.problems());
        Map.of(LiquibaseSetting.LOG_LEVEL, Setting.LOG_LEVEL, LiquibaseSetting.LOG_FORMAT, Setting.LOG_FORMAT)
                .forEach((liquibases, ours) ->
                        input.value(liquibases).ifPresent(given -> texts.putIfAbsent(ours, given.text())));
        return input;
    }

    Optional<String> text(Setting setting) {
        return Optional.ofNullable(texts.get(setting));
    }

    /** Values by name, the names in upper case. */
    Map<String, String> family(Setting setting) {
        return families.getOrDefault(setting, Map.of());
    }

    /** Flyway's own settings as they are given, by variable or option; the later one wins. Placeholders are not among them. */
    Map<String, String> flyway() {
        return flyway;
    }

    /** The name that a variable or option of {@link #flyway()} gives a value to. */
    static String flywayName(String where) {
        return where.replaceFirst("^(?i:--flyway (flyway\\.)?|FLYWAY_)", "");
    }

    Map<String, String> environment() {
        return environment;
    }

    /** What is wrong with the command line. */
    List<String> problems() {
        return problems;
    }

    private void readFlyway(List<String> options) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (upper(variable).startsWith("FLYWAY_")
                    && !variable.startsWith(Setting.FLYWAY_PLACEHOLDERS + "_")
                    && !value.isBlank()) {
                flyway.put(variable, value);
            }
        });
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                problems.add(Setting.FLYWAY.option() + ": give it as NAME=VALUE");
            } else {
                flyway.put(Setting.FLYWAY.option() + " " + option.substring(0, equals), option.substring(equals + 1));
            }
        }
    }

    private Map<String, String> family(Setting setting, List<String> options, Map<String, String> environment) {
        var values = new HashMap<String, String>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                problems.add(setting.option() + ": give it as NAME=VALUE");
            } else {
                values.put(upper(option.substring(0, equals)), option.substring(equals + 1));
            }
        }
        // The option wins, also over a variable that can only be alike.
        var won = values.keySet().stream().map(PlaceholderNames::normal).collect(Collectors.toSet());
        String prefix = setting.name() + "_";
        environment.forEach((variable, value) -> {
            if (variable.startsWith(prefix) && variable.length() > prefix.length()) {
                String name = upper(variable.substring(prefix.length()));
                if (!won.contains(PlaceholderNames.normal(name))) {
                    values.put(name, value);
                }
            }
        });
        values.values().removeIf(String::isEmpty);
        return new TreeMap<>(values);
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
