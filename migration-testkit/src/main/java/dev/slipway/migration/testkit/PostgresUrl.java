package dev.slipway.migration.testkit;

import java.util.regex.Pattern;

/**
 * A JDBC URL of PostgreSQL, taken apart so that another database of the same server can be named.
 *
 * @param server up to the slash before the name: {@code jdbc:postgresql://host:5432/}
 * @param parameters from the question mark on, or nothing
 */
record PostgresUrl(String server, String parameters) {
    private static final Pattern FORM =
            Pattern.compile("(jdbc:postgresql:)(?://([^/?]*)(?:/[^?]*)?|[^/?]*|/[^?]*)(\\?.*)?");

    static PostgresUrl parse(String url) {
        var parts = FORM.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "Not a JDBC URL of PostgreSQL: '" + url + "'; one is jdbc:postgresql://host:5432/database");
        }
        String host = parts.group(2) == null ? "localhost" : parts.group(2);
        return new PostgresUrl(parts.group(1) + "//" + host + "/", parts.group(3) == null ? "" : parts.group(3));
    }

    String database(String name) {
        return server + name + parameters;
    }
}
