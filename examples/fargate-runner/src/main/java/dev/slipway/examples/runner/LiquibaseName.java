package dev.slipway.examples.runner;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a setting of Liquibase's, taken apart: {@code LIQUIBASE_COMMAND_UPDATE_URL} is {@code URL} for the command
 * {@code UPDATE}.
 *
 * @param prefix what stands before it
 * @param command the normal name of the one command that it is for; empty if for all
 * @param normal the setting's normal name
 */
record LiquibaseName(Prefix prefix, String command, String normal) {
    enum Prefix {
        NONE,
        LIQUIBASE,
        COMMAND
    }

    private static final Pattern COMMAND = Pattern.compile("(?i)(liquibase[._-]?)?command[._-]?(.+)");
    private static final Pattern LIQUIBASE = Pattern.compile("(?i)liquibase[._-]?(.+)");

    static LiquibaseName parse(String written) {
        var ofCommands = COMMAND.matcher(written);
        if (ofCommands.matches()) {
            return ofCommands(LiquibaseSetting.normal(ofCommands.group(2)));
        }
        String whole = LiquibaseSetting.normal(written);
        var global = LIQUIBASE.matcher(written);
        if (global.matches() && !isKnown(whole)) {
            return new LiquibaseName(Prefix.LIQUIBASE, "", LiquibaseSetting.normal(global.group(1)));
        }
        return new LiquibaseName(Prefix.NONE, "", whole);
    }

    private static LiquibaseName ofCommands(String rest) {
        if (!isKnown(rest)) {
            for (String command : Command.namesInLiquibase()) {
                if (rest.startsWith(command) && isKnown(rest.substring(command.length()))) {
                    return new LiquibaseName(Prefix.COMMAND, command, rest.substring(command.length()));
                }
            }
        }
        return new LiquibaseName(Prefix.COMMAND, "", rest);
    }

    private static boolean isKnown(String normal) {
        return LiquibaseSetting.of(normal).isPresent()
                || LiquibaseOthers.of(normal).isPresent();
    }

    boolean isKnown() {
        return isKnown(normal);
    }

    Optional<LiquibaseSetting> setting() {
        return LiquibaseSetting.of(normal);
    }

    Optional<LiquibaseOthers.Other> other() {
        return LiquibaseOthers.of(normal);
    }

    /** Whether Liquibase knows the setting behind such a prefix. */
    boolean isWellPlaced(LiquibaseSetting setting) {
        return switch (prefix) {
            case NONE -> true;
            case LIQUIBASE -> setting.isGlobal();
            case COMMAND -> setting.isOfCommands();
        };
    }
}
