package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.UsernamePassword;
import javax.sql.DataSource;

/**
 * A database and how to connect to it.
 *
 * @param name its name on its server
 * @param url its JDBC URL, without user name and password
 * @param openUrl the same, with user name and password where they are nobody's secret
 * @param login who may log in
 */
record Address(String name, String url, String openUrl, CredentialProvider<UsernamePassword> login) {
    DataSource dataSource() {
        return DataSources.of(url, login);
    }

    /** Without anything that {@code login} may hold. */
    @Override
    public String toString() {
        return url;
    }
}
