package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.UsernamePassword;
import java.lang.ref.Reference;
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

    /** The same for somebody by whose data source an object is to be kept from the garbage collector. */
    Address keeping(Object owner) {
        return new Address(name, url, openUrl, new Keeping(login, owner));
    }

    /** Without anything that {@code login} may hold. */
    @Override
    public String toString() {
        return url;
    }

    /** Not a record, whose text would show its parts. */
    private static final class Keeping implements CredentialProvider<UsernamePassword> {
        private final CredentialProvider<UsernamePassword> login;
        private final Object owner;

        Keeping(CredentialProvider<UsernamePassword> login, Object owner) {
            this.login = login;
            this.owner = owner;
        }

        @Override
        public UsernamePassword get() {
            Reference.reachabilityFence(owner);
            return login.get();
        }

        @Override
        public UsernamePassword replace(UsernamePassword rejected) {
            return login.replace(rejected);
        }
    }
}
