package dev.slipway.examples.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the migration needs to know.
 *
 * @param url of the database, without user name and password
 * @param username who migrates; not who works with the data later
 * @param password of that role
 * @param repository a Git repository with the changelog, if it is not on the class path
 * @param reference its branch, tag or commit
 */
@ConfigurationProperties("schema")
record SchemaProperties(
        String url,
        String username,
        String password,
        @Nullable String repository,
        @Nullable String reference) {
    /** Without the password. */
    @Override
    public String toString() {
        return "SchemaProperties[" + url + ", " + username + "]";
    }
}
