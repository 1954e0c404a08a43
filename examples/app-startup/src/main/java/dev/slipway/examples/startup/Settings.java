package dev.slipway.examples.startup;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Where the database is, and the two roles that log in: one owns the schema, the other uses it and could not drop a table.
 */
record Settings(
        String url, CredentialProvider<UsernamePassword> migrator, CredentialProvider<UsernamePassword> application) {
    static Settings of(Map<String, String> environment) {
        return new Settings(
                required(environment, "SHOP_DB_URL"),
                login(environment, "SHOP_MIGRATOR"),
                login(environment, "SHOP_APPLICATION"));
    }

    /** Unpooled, as a migration wants it. A database that is still starting is waited for. */
    DataSource database(CredentialProvider<UsernamePassword> role) {
        return DataSources.builder(url)
                .credentials(role)
                .waitUpTo(Duration.ofSeconds(30))
                .build();
    }

    private static CredentialProvider<UsernamePassword> login(Map<String, String> environment, String prefix) {
        return CredentialProvider.of(new UsernamePassword(
                required(environment, prefix + "_USER"), Secret.of(required(environment, prefix + "_PASSWORD"))));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Set the environment variable " + name);
        }
        return value;
    }
}
