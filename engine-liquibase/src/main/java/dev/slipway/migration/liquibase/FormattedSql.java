package dev.slipway.migration.liquibase;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a change set's lines in a formatted SQL file. */
final class FormattedSql {
    private static final Pattern CHANGE_SET =
            Pattern.compile("(?im)^\\s*--\\s*changeset\\s+\"?([^:\"]+)\"?:\"?([^\\s\"]+)");

    private FormattedSql() {}

    /** The lines of a change set, or the whole text where it is not formatted SQL. */
    static String changeSet(String text, String author, String id) {
        if (!text.stripLeading().toLowerCase(Locale.ROOT).matches("(?s)^\\uFEFF?\\s*--\\s*liquibase formatted.*")) {
            return text;
        }
        Matcher at = CHANGE_SET.matcher(text);
        while (at.find()) {
            if (at.group(1).strip().equals(author) && at.group(2).equals(id)) {
                int from = at.start();
                return text.substring(from, at.find() ? at.start() : text.length());
            }
        }
        return text;
    }
}
