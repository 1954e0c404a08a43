package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL whose connections use TLS.
 *
 * @param host its only host
 * @param port its port, or the driver's usual one
 * @param property what has to be set beside the URL, so that TLS is used and the server verified
 */
record TlsUrl(String host, int port, Map<String, String> property) {
    private static final Pattern URL = Pattern.compile(
            "jdbc:(postgresql|mysql|mariadb)://([A-Za-z0-9._-]+)(?::([0-9]{1,5}))?(?:/[^?]*)?(?:\\?(.*))?");

    /** Older properties of MySQL's and MariaDB's drivers, which would compete with sslMode. */
    private static final Set<String> OLDER = Set.of(
            "usessl",
            "requiressl",
            "verifyservercertificate",
            "trustservercertificate",
            "disablesslhostnameverification");

    /** Throws IllegalArgumentException if the URL cannot be used or allows a connection without TLS. */
    static TlsUrl parse(String jdbcUrl) {
        Matcher parts = URL.matcher(jdbcUrl);
        if (!parts.matches()) {
            throw new IllegalArgumentException("The JDBC URL is not of one host of PostgreSQL, MySQL or MariaDB, as"
                    + " jdbc:postgresql://HOST:PORT/DATABASE: a token is made for one host");
        }
        String driver = parts.group(1);
        boolean postgresql = driver.equals("postgresql");
        int port = parts.group(3) != null ? Integer.parseInt(parts.group(3)) : postgresql ? 5432 : 3306;
        boolean given = isGiven(parts.group(4) == null ? "" : parts.group(4), modes(driver), !postgresql);
        String name = postgresql ? "sslmode" : "sslMode";
        return new TlsUrl(
                parts.group(2),
                port,
                given ? Map.of() : Map.of(name, driver.equals("mysql") ? "VERIFY_IDENTITY" : "verify-full"));
    }

    private static List<String> modes(String driver) {
        return switch (driver) {
            case "postgresql" -> List.of("require", "verify-ca", "verify-full");
            case "mysql" -> List.of("required", "verify_ca", "verify_identity");
            default -> List.of("trust", "verify-ca", "verify-full");
        };
    }

    private static boolean isGiven(String query, List<String> modes, boolean hasOlder) {
        boolean given = false;
        for (String property : query.split("&")) {
            String written = URLDecoder.decode(property, UTF_8);
            String[] pair = written.toLowerCase(Locale.ROOT).split("=", 2);
            if (hasOlder && OLDER.contains(pair[0])) {
                throw new IllegalArgumentException(
                        "The JDBC URL decides about TLS by '" + pair[0] + "': give sslMode instead, or nothing");
            }
            if (pair[0].equals("sslmode")) {
                // pgjdbc tells upper from lower case, and passes over what it does not know.
                if (!hasOlder && !written.startsWith("sslmode")) {
                    throw new IllegalArgumentException(
                            "The JDBC URL allows a connection without TLS: PostgreSQL's driver knows 'sslmode' in lower case only");
                }
                if (pair.length < 2 || !modes.contains(pair[1])) {
                    throw new IllegalArgumentException(
                            "The JDBC URL allows a connection without TLS, which a token must"
                                    + " not travel through: give one of " + String.join(", ", modes)
                                    + ", or no mode at all");
                }
                given = true;
            }
        }
        return given;
    }
}
