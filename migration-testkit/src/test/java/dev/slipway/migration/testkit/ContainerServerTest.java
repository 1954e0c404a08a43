package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.addShip;
import static dev.slipway.migration.testkit.SampleChangelogs.ships;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** A real PostgreSQL in a container; the image is {@code postgres:15} unless {@code slipway.postgres.image} names another. */
@Tag("containers")
class ContainerServerTest {
    /** With {@code -Dslipway.containers=true} the test fails where there is no engine, else it is skipped. */
    static boolean isAskedForOrPossible() {
        return Boolean.getBoolean("slipway.containers")
                || DockerClientFactory.instance().isDockerAvailable();
    }

    @Test
    @EnabledIf(value = "isAskedForOrPossible", disabledReason = "no Docker engine answers")
    void eachDatabaseInAContainerIsACopyOfWhatWasMigratedOnce() throws Exception {
        var engine = ScriptEngine.withFingerprint(UUID.randomUUID().toString());
        var image = DockerImageName.parse(System.getProperty("slipway.postgres.image", "postgres:15"))
                .asCompatibleSubstituteFor("postgres");
        try (var container = new PostgreSQLContainer(image);
                var databases = TestDatabases.builder(engine, ships("container"))
                        .server(ContainerServer.of(container))
                        .open()) {
            try (var first = databases.create();
                    var second = databases.create()) {
                addShip(first.dataSource(), 2);

                assertThat(first.jdbcUrl()).contains(":" + container.getFirstMappedPort() + "/");
                assertThat(ships(first.dataSource())).isEqualTo(2);
                assertThat(ships(second.dataSource())).isEqualTo(1);
            }
            assertThat(container.isRunning()).as("it is the user's").isTrue();
            assertThat(engine.runs).hasValue(1);
        }
    }
}
