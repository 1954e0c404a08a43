package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.MigrationException;
import org.junit.jupiter.api.Test;
import org.testcontainers.postgresql.PostgreSQLContainer;

class OtherContainersTest {
    @Test
    void aContainerOfAnotherDatabaseIsRefusedByItsName() {
        try (var container = new Other();
                var databases = TestDatabases.builder(
                                ScriptEngine.withFingerprint("other"), SampleChangelogs.ships("other"))
                        .server(ContainerServer.of(container))
                        .open()) {
            assertThatThrownBy(databases::create)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageStartingWith(
                            "The container of 'postgres:15' is none of PostgreSQL, MariaDB or MySQL: for other");
        }
    }

    /** Needs no engine, since it is not started. */
    private static final class Other extends PostgreSQLContainer {
        Other() {
            super("postgres:15");
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getDockerImageName() {
            return "postgres:15";
        }

        @Override
        public String getJdbcUrl() {
            return "jdbc:other://localhost/x";
        }
    }
}
