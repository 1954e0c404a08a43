package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses URLs that carry a password, since they end up in logs, process lists and exception texts, and JDBC URLs that carry
 * a user name, since it has to be the one that its password belongs to.
 */
final class Urls {
    private static final Pattern PARAMETER = Pattern.compile(
            "[?&;,(:]\\s*([\\w.-]*(?:password|passwd|passphrase|pwd|token|secret|accesskey|apikey)\\d*)\\s*=",
            Pattern.CASE_INSENSITIVE);
    /** {@code scheme://user:password@host}; the user alone is allowed for SSH, where it is not a secret. */
    private static final Pattern USER_AND_PASSWORD = Pattern.compile("://[^/?#]*:[^/?#]*@");

    private static final Pattern HTTP_USER = Pattern.compile("^https?://[^/?#]*@", Pattern.CASE_INSENSITIVE);
    /** {@code jdbc:oracle:thin:user/password@host}. */
    private static final Pattern ORACLE =
            Pattern.compile("^jdbc:oracle:[^/@]*:[^/@:]+/[^@]*@", Pattern.CASE_INSENSITIVE);
    /** A user as a parameter, as far as drivers know it: it would overrule the one that the credentials name. */
    private static final Pattern JDBC_USER_PARAMETER =
            Pattern.compile("[?&;,(:]\\s*(user|username)\\s*=", Pattern.CASE_INSENSITIVE);
    /** {@code jdbc:…://user@host} or with a password. */
    private static final Pattern JDBC_USER = Pattern.compile("^jdbc:[^/]*://[^/?#;]*@", Pattern.CASE_INSENSITIVE);

    private Urls() {}

    /** Returns the location of files as it is, or throws IllegalArgumentException without quoting it. */
    static String requireNoCredentials(String location) {
        requireNonNull(location, "location");
        boolean found = USER_AND_PASSWORD.matcher(location).find()
                || HTTP_USER.matcher(location).find()
                || PARAMETER.matcher(location).find();
        if (found) {
            throw new IllegalArgumentException("The location holds a password or token: take it out of the URL and give"
                    + " it by a credential provider");
        }
        return location;
    }

    /** Returns the JDBC URL as it is, or throws IllegalArgumentException without quoting it. */
    static String requireJdbcWithoutCredentials(String url) {
        requireNonNull(url, "jdbcUrl");
        if (!url.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "A JDBC URL begins with 'jdbc:', for example jdbc:postgresql://host:5432/database");
        }
        for (Pattern pattern : List.of(PARAMETER, JDBC_USER_PARAMETER)) {
            var parameter = pattern.matcher(url);
            if (parameter.find()) {
                throw new IllegalArgumentException("The JDBC URL has a parameter '" + parameter.group(1)
                        + "': take it out of the URL and give it by a credential provider");
            }
        }
        if (JDBC_USER.matcher(url).find() || ORACLE.matcher(url).find()) {
            throw new IllegalArgumentException(
                    "The JDBC URL holds a user name before '@': take it out and give it by a credential provider");
        }
        return url;
    }
}
