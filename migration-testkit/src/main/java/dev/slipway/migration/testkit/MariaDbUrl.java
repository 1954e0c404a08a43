package dev.slipway.migration.testkit;

import java.util.regex.Pattern;

/**
 * A JDBC URL of MariaDB or MySQL, taken apart so that another database of the same server can be named.
 *
 * @param server up to the slash before the name: {@code jdbc:mariadb://host:3306/}
 * @param parameters from the question mark on, or nothing
 */
record MariaDbUrl(String server, String parameters) {
    private static final Pattern FORM = Pattern.compile("(jdbc:(?:mariadb|mysql):[^/]*//[^/?]*)(?:/[^?]*)?(\\?.*)?");

    static MariaDbUrl parse(String url) {
        var parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "Not a JDBC URL of MariaDB or MySQL: '" + url + "'; one is jdbc:mariadb://host:3306/");
        }
        return new MariaDbUrl(parts.group(1) + "/", parts.group(2) == null ? "" : parts.group(2));
    }

    String database(String name) {
        return server + name + parameters;
    }
}
