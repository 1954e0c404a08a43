package dev.slipway.examples.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line as Liquibase's container takes it: {@code --defaultsFile=… --changeLogFile=… update}. What is the
 * runner's own is left for its parser.
 */
final class LiquibaseArguments {
    /**
     * An option of Liquibase's.
     *
     * @param where for messages
     * @param name what it is called there, without hyphens before it
     * @param text its value
     */
    record Option(String where, String name, String text) {}

    /** Options of Liquibase's commands that may stand without a value. */
    private static final Set<String> FLAGS =
            Set.of("VERBOSE", "SHOWTAGS", "OUTPUTDEFAULTSCHEMA", "OUTPUTDEFAULTCATALOG");

    private final List<String> rest = new ArrayList<>();
    private final List<Option> options = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable String command;

    private LiquibaseArguments() {}

    /** Whether the settings say that Liquibase is the engine. */
    static boolean areMeant(Map<String, String> environment, String... args) {
        String engine = environment.getOrDefault(Setting.ENGINE.variable(), "");
        for (int i = 0; i < args.length; i++) {
            if (args[i].startsWith(Setting.ENGINE.option() + "=")) {
                engine = args[i].substring(args[i].indexOf('=') + 1);
            } else if (args[i].equals(Setting.ENGINE.option()) && i + 1 < args.length) {
                engine = args[i + 1];
            }
        }
        return engine.strip().equalsIgnoreCase("liquibase");
    }

    static LiquibaseArguments split(String... args) {
        var arguments = new LiquibaseArguments();
        List<String> words = Arrays.asList(args);
        // The container's entry point takes the program's name for nothing; alone it may be a branch's.
        boolean named = !words.isEmpty()
                && words.get(0).equals("liquibase")
                && words.stream().anyMatch(LiquibaseArguments::isCommand);
        int from = named ? 1 : 0;
        for (int next = from; next < args.length; ) {
            next += arguments.take(words.subList(next, args.length));
        }
        return arguments;
    }

    /** The arguments of the runner's own. */
    String[] rest() {
        return rest.toArray(String[]::new);
    }

    List<Option> options() {
        return options;
    }

    List<String> problems() {
        return problems;
    }

    Optional<String> command() {
        return Optional.ofNullable(command);
    }

    /** Takes what stands first, and returns how many words that were. */
    private int take(List<String> words) {
        String word = words.get(0);
        if (word.startsWith("-D")) {
            return takeParameter(word);
        }
        if (!word.startsWith("-")) {
            return takeWord(words);
        }
        String name = word.replaceFirst("^-+", "").replaceFirst("=.*", "");
        Optional<Setting> own = ownSetting(name);
        if (own.isPresent() && own.get() == Setting.LIQUIBASE) {
            return takeFamily(words);
        }
        if (own.isPresent()) {
            rest.add(word.replaceFirst("^[^=]*", own.get().option()));
            return word.contains("=") ? 1 : keepValue(words);
        }
        return word.startsWith("--") && LiquibaseName.parse(name).isKnown() ? takeOption(words, name) : keep(word);
    }

    private int keep(String word) {
        rest.add(word);
        return 1;
    }

    private int keepValue(List<String> words) {
        if (words.size() > 1) {
            rest.add(words.get(1));
        }
        return 2;
    }

    /** A setting of the runner's, which Liquibase may write otherwise: {@code --defaultsFile}. */
    private static Optional<Setting> ownSetting(String name) {
        String normal = LiquibaseSetting.normal(name);
        return Arrays.stream(Setting.values())
                .filter(setting -> LiquibaseSetting.normal(setting.option()).equals(normal))
                .findFirst();
    }

    private int takeParameter(String word) {
        int equals = word.indexOf('=');
        if (equals <= "-D".length()) {
            problems.add("-D: give it as -DNAME=VALUE");
        } else {
            String name = word.substring("-D".length(), equals);
            options.add(new Option("-D" + name, "parameter." + name, word.substring(equals + 1)));
        }
        return 1;
    }

    /** {@code --liquibase NAME=VALUE}. */
    private int takeFamily(List<String> words) {
        String option = Setting.LIQUIBASE.option();
        boolean joined = words.get(0).contains("=");
        String pair =
                joined ? words.get(0).substring(words.get(0).indexOf('=') + 1) : words.size() > 1 ? words.get(1) : "";
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            problems.add(option + ": give it as NAME=VALUE");
        } else {
            String name = pair.substring(0, equals);
            options.add(new Option(option + " " + name, name, pair.substring(equals + 1)));
        }
        return joined ? 1 : 2;
    }

    private int takeOption(List<String> words, String name) {
        String word = words.get(0);
        if (word.contains("=")) {
            options.add(new Option("--" + name, name, word.substring(word.indexOf('=') + 1)));
            return 1;
        }
        boolean flag = FLAGS.contains(LiquibaseSetting.normal(name));
        if (words.size() > 1 && !words.get(1).startsWith("-") && !(flag && isCommand(words.get(1)))) {
            options.add(new Option("--" + name, name, words.get(1)));
            return 2;
        }
        if (flag) {
            options.add(new Option("--" + name, name, "true"));
        } else {
            problems.add("VALUE is missing after --" + name);
        }
        return 1;
    }

    private static boolean isCommand(String word) {
        return Command.isOfLiquibase(word);
    }

    /** The command, with what may follow it as Liquibase has it: {@code rollback v1}. Anything else is a branch. */
    private int takeWord(List<String> words) {
        String word = words.get(0);
        if (!isCommand(word)) {
            return keep(word);
        }
        if (command != null) {
            problems.add("COMMAND: one is taken, but '" + command + "' and '" + word + "' were given");
            return 1;
        }
        command = word;
        Optional<Command> known = Command.of(word);
        if (known.isEmpty()) {
            // The words of commands that are not served say nothing to the runner.
            return (int) words.stream().takeWhile(each -> !each.startsWith("-")).count();
        }
        Optional<LiquibaseSetting> argument = known.get().argument();
        List<String> values = argument.isEmpty()
                ? List.of()
                : words.stream()
                        .skip(1)
                        .takeWhile(each -> !each.startsWith("-"))
                        .toList();
        if (argument.isPresent() && !values.isEmpty()) {
            String name = argument.get().name().toLowerCase(Locale.ROOT);
            options.add(new Option("the argument of " + word, name, String.join(" ", values)));
        }
        return 1 + values.size();
    }
}
