package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import org.testcontainers.containers.JdbcDatabaseContainer;

/**
 * Databases in a container of Testcontainers: PostgreSQL, MariaDB or MySQL. Needs {@code
 * org.testcontainers:testcontainers-jdbc}, which the module of each database brings, and the JDBC driver.
 */
public final class ContainerServer {
    private ContainerServer() {}

    /**
     * The server in a container, which is started with the first database unless it runs by then. The container is
     * yours: it is not stopped. Migrated templates last as long as it does.
     *
     * @param container any container of PostgreSQL, MariaDB or MySQL
     * @return the server
     */
    public static TestServer of(JdbcDatabaseContainer<?> container) {
        return new Contained(requireNonNull(container, "container"));
    }

    /** Knows the address no earlier than the container runs. */
    private static final class Contained extends TestServer {
        private final JdbcDatabaseContainer<?> container;

        Contained(JdbcDatabaseContainer<?> container) {
            this.container = container;
        }

        @Override
        RunningServer start(Recipe recipe) {
            try {
                // Does nothing where it runs.
                container.start();
            } catch (RuntimeException failure) {
                throw new MigrationException(
                        "Cannot start a container of '" + container.getDockerImageName() + "': "
                                + AdminConnections.oneLine(failure),
                        failure);
            }
            String url = container.getJdbcUrl();
            if (!url.matches("jdbc:(postgresql|mariadb|mysql):.*")) {
                throw new MigrationException("The container of '" + container.getDockerImageName()
                        + "' is none of PostgreSQL, MariaDB or MySQL: for other databases there is no fixture");
            }
            var login = new UsernamePassword(administrator(url), Secret.of(container.getPassword()));
            return TestServer.at(url, () -> login).start(recipe);
        }

        /** PostgreSQL's images make the named user an administrator; the others' give their root the same password. */
        private String administrator(String url) {
            return url.startsWith("jdbc:postgresql:") ? container.getUsername() : "root";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Contained that && container == that.container;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(container);
        }
    }
}
