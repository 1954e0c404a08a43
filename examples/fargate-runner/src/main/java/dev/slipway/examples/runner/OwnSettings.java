package dev.slipway.examples.runner;

import java.util.Map;
import java.util.Optional;

/** What an engine's own settings say of the database, so that they stand for the runner's. */
interface OwnSettings {
    Optional<GivenValue> url();

    Optional<GivenValue> user();

    Optional<GivenValue> password();

    /** What the user is called there, for messages. */
    String userName();

    /** What the password is called there, for messages. */
    String passwordName();

    /** Properties for the JDBC driver. */
    Map<String, GivenValue> jdbcProperties();

    /** Whether a URL may stand without a user: the driver then logs in by other means. */
    boolean mayLackUser();
}
