package dev.slipway.examples.runner;

import dev.slipway.examples.runner.LiquibaseName.Prefix;
import dev.slipway.examples.runner.LiquibaseOthers.Fixed;
import dev.slipway.examples.runner.LiquibaseOthers.Needless;
import dev.slipway.examples.runner.LiquibaseOthers.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Liquibase's own settings as they are given, by its names and in its order: the command line wins over the environment,
 * which wins over a properties file; what is for one command wins over what is for all, unless the command line says it.
 */
final class LiquibaseInput {
    static final String VARIABLE = "LIQUIBASE_";
    private static final String PARAMETER = "parameter.";

    /** What a source of settings counts, the greater winning. */
    private enum Source {
        FILE,
        LOCAL_FILE,
        ENVIRONMENT,
        COMMAND_LINE
    }

    /**
     * A setting as it stands somewhere.
     *
     * @param where for messages
     * @param text the value
     */
    record Given(String where, String text, int weight) {}

    private final Map<LiquibaseSetting, Given> values = new EnumMap<>(LiquibaseSetting.class);
    private final Map<String, Given> parameters = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final String command;

    private LiquibaseInput(String command) {
        this.command = command;
    }

    /** Nothing. */
    static LiquibaseInput none() {
        return new LiquibaseInput("");
    }

    /**
     * Reads the command line and the environment.
     *
     * @param options of the command line, by what they are called there
     * @param environment all of it
     * @param command what is to be done, as a normal name of Liquibase's
     */
    static LiquibaseInput read(
            List<LiquibaseArguments.Option> options, Map<String, String> environment, String command) {
        var input = new LiquibaseInput(command);
        options.forEach(option -> input.take(option.name(), option.text(), option.where(), Source.COMMAND_LINE));
        variables(environment).forEach((variable, text) -> input.take(variable, text, variable, Source.ENVIRONMENT));
        input.refuseContainersOwn(environment);
        return input;
    }

    /** The variables that are Liquibase's; parameters of the changelog are the runner's. */
    static Map<String, String> variables(Map<String, String> environment) {
        var variables = new TreeMap<String, String>();
        environment.forEach((variable, text) -> {
            if (variable.toUpperCase(Locale.ROOT).matches("LIQUIBASE[._-].*")
                    && !variable.startsWith(Setting.LIQUIBASE_PARAMETER + "_")
                    && !text.isBlank()) {
                variables.put(variable, text);
            }
        });
        return variables;
    }

    Optional<Given> value(LiquibaseSetting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** Parameters of the changelog, by names in upper case. */
    Map<String, Given> parameters() {
        return parameters;
    }

    List<String> problems() {
        return problems;
    }

    /** What was accepted although it has no effect here. */
    List<String> notes() {
        return notes;
    }

    /** What the entry point of Liquibase's container takes. */
    private void refuseContainersOwn(Map<String, String> environment) {
        if (!environment.getOrDefault("INSTALL_MYSQL", "").isBlank()) {
            problems.add(
                    "INSTALL_MYSQL: not served: mount the driver's jar and name its directory by DRIVERS_DIRECTORY");
        }
        String options = environment.getOrDefault("JAVA_OPTS", "");
        if (options.contains("-Dliquibase.")) {
            problems.add("JAVA_OPTS: not served: give Liquibase's settings as variables or options");
        } else if (!options.isBlank()) {
            notes.add("JAVA_OPTS: it is for Liquibase's launcher; JAVA_TOOL_OPTIONS is for any JVM");
        }
    }

    /**
     * Reads the properties file.
     *
     * @param named what the runner's own setting says
     * @param mounted where the changelog is, in which it may be, too
     */
    void readFiles(Optional<String> named, Optional<String> mounted, LiquibaseFiles files) {
        Given own = values.get(LiquibaseSetting.DEFAULTS_FILE);
        if (named.isPresent() && own != null && !named.get().equals(own.text())) {
            problems.add(own.where() + ": give it or DEFAULTS_FILE, not both");
        }
        Optional<Path> file = named.or(() -> Optional.ofNullable(own).map(Given::text))
                .map(path -> files.resolve(path, mounted))
                .or(files::found);
        if (file.isEmpty()) {
            return;
        }
        for (Path path : LiquibaseFiles.withLocal(file.get())) {
            try {
                LiquibaseFiles.read(path)
                        .forEach((name, text) -> take(
                                name,
                                text,
                                name + " in '" + path + "'",
                                path.equals(file.get()) ? Source.FILE : Source.LOCAL_FILE));
            } catch (IllegalArgumentException unreadable) {
                problems.add("DEFAULTS_FILE: " + unreadable.getMessage());
            }
        }
    }

    private void take(String written, String text, String where, Source source) {
        if (text.isBlank()) {
            return;
        }
        if (written.startsWith(PARAMETER)) {
            String parameter = written.substring(PARAMETER.length()).toUpperCase(Locale.ROOT);
            put(parameters, parameter, new Given(where, text, source.ordinal()));
            return;
        }
        LiquibaseName name = LiquibaseName.parse(written);
        name.setting()
                .ifPresentOrElse(
                        setting -> takeServed(setting, name, text, where, source), () -> takeOther(name, text, where));
    }

    private void takeServed(LiquibaseSetting setting, LiquibaseName name, String text, String where, Source source) {
        if (!name.isWellPlaced(setting)
                || (source == Source.ENVIRONMENT && name.prefix() == Prefix.NONE && !setting.isGlobal())) {
            problems.add(where + ": Liquibase calls it " + setting.variable());
            return;
        }
        if (name.command().isEmpty() || name.command().equals(command)) {
            put(values, setting, new Given(where, text.strip(), weight(name, source)));
        }
    }

    private static int weight(LiquibaseName name, Source source) {
        int kinds = Source.values().length;
        int prefix = name.prefix() == Prefix.NONE ? 0 : 1;
        boolean first = source == Source.COMMAND_LINE || !name.command().isEmpty();
        return (first ? 2 * kinds : 0) + 2 * source.ordinal() + prefix;
    }

    /** The weightier wins; of equal ones that differ, none can. */
    private <K> void put(Map<K, Given> into, K key, Given given) {
        Given other = into.get(key);
        if (other == null || given.weight() > other.weight()) {
            into.put(key, given);
        } else if (given.weight() == other.weight() && !given.text().equals(other.text())) {
            problems.add(given.where() + ": give it or " + other.where() + ", not both");
        }
    }

    private void takeOther(LiquibaseName name, String text, String where) {
        LiquibaseOthers.@Nullable Other other = name.other().orElse(null);
        if (other instanceof Needless needless) {
            notes.add(where + ": " + needless.reason());
        } else if (other instanceof Fixed fixed) {
            if (!fixed.value().equalsIgnoreCase(text.strip())) {
                problems.add(where + ": served with the value " + fixed.value() + " only: leave it out");
            }
        } else if (other instanceof Refused refused) {
            problems.add(where + ": " + refused.reason());
        } else {
            problems.add(where + ": " + LiquibaseOthers.unknown());
        }
    }
}
