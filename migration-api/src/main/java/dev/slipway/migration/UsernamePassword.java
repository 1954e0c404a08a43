package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

/**
 * A user name with its password, for a database or for Git over HTTPS (where a token is the password of a user such as
 * {@code x-access-token}).
 *
 * @param username the name to log in with
 * @param password the password or token
 */
public record UsernamePassword(String username, Secret password) {
    /** Refuses nulls. */
    public UsernamePassword {
        requireNonNull(username, "username");
        requireNonNull(password, "password");
    }
}
