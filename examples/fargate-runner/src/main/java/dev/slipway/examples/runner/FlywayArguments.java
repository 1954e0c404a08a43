package dev.slipway.examples.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The command line as Flyway's container takes it: {@code -url=… -locations=… migrate}. What is the runner's own is left for
 * its parser. Words are commands only where no repository is given: else they name branches.
 */
final class FlywayArguments {
    private static final Pattern OPTION = Pattern.compile("-[A-Za-z][A-Za-z0-9_.]*=.*", Pattern.DOTALL);

    /** What says that there is one. */
    private static final List<Setting> REPOSITORY =
            List.of(Setting.REPOSITORY_URL, Setting.REPOSITORY_OWNER, Setting.REPOSITORY_PATH);

    /** Commands of Flyway's that the runner does not have, by normal names. */
    private static final Set<String> NOT_SERVED = Set.of(
            "ADD",
            "AUTH",
            "CHECK",
            "CLEAN",
            "DEPLOY",
            "DIFF",
            "DIFFAPPLY",
            "DIFFTEXT",
            "GENERATE",
            "INIT",
            "LISTENGINES",
            "MODEL",
            "PREPARE",
            "SNAPSHOT",
            "TESTCONNECTION",
            "UNDO");

    private final List<String> rest = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    private FlywayArguments() {}

    static FlywayArguments split(Map<String, String> environment, String... args) {
        var arguments = new FlywayArguments();
        boolean repository = REPOSITORY.stream()
                .anyMatch(setting ->
                        !environment.getOrDefault(setting.variable(), "").isBlank()
                                || Arrays.stream(args).anyMatch(word -> word.startsWith(setting.option())));
        String before = "";
        for (String word : args) {
            // What follows a long option may be its value.
            boolean free = !before.startsWith("--") || before.contains("=");
            if (OPTION.matcher(word).matches()) {
                arguments.rest.add(Setting.FLYWAY.option() + "=" + word.substring(1));
            } else if (free && !repository && isCommand(word)) {
                arguments.commands.add(word);
            } else {
                arguments.rest.add(word);
            }
            before = word;
        }
        return arguments;
    }

    private static boolean isCommand(String word) {
        return Command.of(word).filter(command -> command.isServedBy(false)).isPresent()
                || NOT_SERVED.contains(FlywaySetting.normal(word));
    }

    /** The arguments of the runner's own. */
    String[] rest() {
        return rest.toArray(String[]::new);
    }

    List<String> problems() {
        return commands.size() < 2
                ? List.of()
                : List.of("COMMAND: one is taken, but " + commands.size()
                        + " were given; migrate prints the state before and after it, too");
    }

    Optional<String> command() {
        return commands.stream().findFirst();
    }
}
