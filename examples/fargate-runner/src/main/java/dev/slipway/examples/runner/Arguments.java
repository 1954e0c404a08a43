package dev.slipway.examples.runner;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, taken apart. Its messages never repeat a value, which may be a secret in the wrong place. */
final class Arguments {
    private final Map<Setting, List<String>> options = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();
    private final List<LiquibaseArguments.Option> liquibase = new ArrayList<>();
    private boolean help;
    private boolean version;

    private Arguments() {}

    /** Options by setting; several values only for families. */
    Map<Setting, List<String>> options() {
        return options;
    }

    /** Liquibase's own options, as they stand. */
    List<LiquibaseArguments.Option> liquibase() {
        return liquibase;
    }

    /** What is wrong with the command line itself. */
    List<String> problems() {
        return problems;
    }

    boolean isHelp() {
        return help;
    }

    boolean isVersion() {
        return version;
    }

    /** Takes the options and the command of the engine's own command line, too. */
    static Arguments parse(Map<String, String> environment, String... args) {
        if (!LiquibaseArguments.areMeant(environment, args)) {
            var split = FlywayArguments.split(environment, args);
            var arguments = parse(split.rest());
            arguments.problems.addAll(split.problems());
            split.command().ifPresent(arguments::takeCommand);
            return arguments;
        }
        var split = LiquibaseArguments.split(args);
        var arguments = parse(split.rest());
        arguments.problems.addAll(split.problems());
        arguments.liquibase.addAll(split.options());
        split.command().ifPresent(arguments::takeCommand);
        return arguments;
    }

    private void takeCommand(String word) {
        if (options.containsKey(Setting.COMMAND)) {
            problems.add("COMMAND: give it as an argument or by --command, not both");
        } else {
            options.put(Setting.COMMAND, List.of(word));
        }
    }

    static Arguments parse(String... args) {
        var arguments = new Arguments();
        // A task's usual command lines go without the parser, which no start-up cache takes: it was compiled for Java
        // 5.
        if (args.length == 0) {
            return arguments;
        }
        if (args.length == 1 && !args[0].isEmpty() && Character.isLetterOrDigit(args[0].charAt(0))) {
            arguments.options.put(Setting.REPOSITORY_REF, List.of(args[0]));
            return arguments;
        }
        var result = commandLine().parseArgs(args);
        arguments.take(result);
        for (Exception failure : result.errors()) {
            arguments.problems.add(
                    failure instanceof ParameterException known ? describe(known) : "the command line cannot be read");
        }
        return arguments;
    }

    private void take(CommandLine.ParseResult result) {
        help = result.hasMatchedOption("--help");
        version = result.hasMatchedOption("--version");
        for (var setting : Setting.values()) {
            List<String> values = result.matchedOptionValue(setting.option(), List.of());
            if (!values.isEmpty()) {
                options.put(setting, values);
            }
        }
        List<String> branch = result.matchedPositionalValue(0, List.of());
        String first = branch.isEmpty() ? "" : branch.get(0);
        if (branch.size() > 1) {
            problems.add("BRANCH: one argument is taken, but " + branch.size() + " were given");
        } else if (!first.isEmpty() && options.containsKey(Setting.REPOSITORY_REF)) {
            problems.add("BRANCH: give it as an argument or by --repository-ref, not both");
        } else if (!first.isEmpty()) {
            options.put(Setting.REPOSITORY_REF, List.of(first));
        }
        options.forEach((setting, values) -> {
            if (values.size() > 1 && !setting.isFamily()) {
                problems.add(setting.option() + ": given " + values.size() + " times");
            }
        });
    }

    private static String describe(ParameterException failure) {
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return "unknown option "
                    + unmatched.getUnmatched().stream()
                            .map(argument -> "'" + argument.replaceFirst("=.*", "") + "'")
                            .filter(argument -> argument.startsWith("'-"))
                            .findFirst()
                            .orElse("among the arguments");
        }
        if (failure instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return missing.getMissing().get(0).paramLabel() + " is missing after "
                    + (missing.getMissing().get(0) instanceof OptionSpec option ? option.longestName() : "an option");
        }
        if (failure instanceof OverwrittenOptionException overwritten
                && overwritten.getOverwritten() instanceof OptionSpec option) {
            return option.longestName() + ": given more than once";
        }
        return "the command line cannot be read";
    }

    /** The text of {@code --help}. */
    static String help() {
        return commandLine().getUsageMessage(Ansi.OFF);
    }

    private static CommandLine commandLine() {
        var spec = CommandSpec.create().name("java -jar fargate-runner.jar");
        spec.usageMessage()
                .abbreviateSynopsis(true)
                .width(110)
                .sortOptions(false)
                .description(
                        "Takes a branch of a Git repository and migrates a database with it.",
                        "Every option has an environment variable, named in parentheses; the option wins.",
                        "Without a repository, Flyway's command line is understood, too: -url=... migrate;",
                        "with ENGINE=liquibase, Liquibase's: --url=... update.")
                .footer(footer());
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("[BRANCH]")
                .hideParamSyntax(true)
                .description("branch, tag or commit, as --repository-ref")
                .build());
        for (var setting : Setting.values()) {
            spec.addOption(option(setting));
        }
        spec.addOption(flag("--help", "print this text").usageHelp(true).build());
        spec.addOption(flag("--version", "print the version").versionHelp(true).build());
        // One mistyped option must not hide what the others say.
        spec.parser().collectErrors(true);
        return new CommandLine(spec)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false)
                .setUnmatchedOptionsArePositionalParams(false);
    }

    private static OptionSpec option(Setting setting) {
        return OptionSpec.builder(setting.option())
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .paramLabel(setting.optionValue())
                .description(plain(setting.meaning()) + " (" + setting.variable() + fallback(setting) + ")")
                .build();
    }

    private static String fallback(Setting setting) {
        if (setting.fallback().equals("–")) {
            return "";
        }
        return (setting.fallback().startsWith("required") ? "; " : "; default: ") + plain(setting.fallback());
    }

    private static OptionSpec.Builder flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description);
    }

    private static String[] footer() {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("A reference is one of " + Reference.SCHEMES_IN_WORDS + ".");
        lines.add("Anything else is the plain value; what looks like another scheme is refused.");
        lines.add("");
        lines.add("Exit codes:");
        for (var code : ExitCode.values()) {
            lines.add("%5d  %s".formatted(code.number(), code.meaning()));
        }
        return lines.stream().map(Arguments::escaped).toArray(String[]::new);
    }

    /** Markdown as plain text. */
    private static String plain(String markdown) {
        return escaped(markdown.replace("`", ""));
    }

    /** picocli formats what it is given. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
