package dev.slipway.examples.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The packaged application, as processes, in both of its forms. */
class StartupIT {
    private static final Path JAR = Path.of("target/app-startup.jar");
    private static final Path NESTED_JAR = Path.of("target/app-startup-nested.jar");

    private static EmbeddedPostgres server;
    private static Path logins;

    @BeforeAll
    static void startPostgres() throws Exception {
        logins = Files.createTempFile("pg_hba", ".conf");
        Files.writeString(logins, "host all postgres all trust\nhost all all all scram-sha-256\n");
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("hba_file", logins.toString())
                .start();
        execute("postgres", "create role shop_migrator login password 'migrator-password'");
        execute("postgres", "create role shop_app login password 'app-password'");
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        server.close();
        Files.delete(logins);
    }

    @BeforeEach
    void createEmptyDatabase() throws SQLException {
        execute("postgres", "drop database if exists shop with (force)");
        execute("postgres", "create database shop owner shop_migrator");
    }

    @Test
    void ofReplicasThatStartAtOnceOneMigratesAndTheOthersWaitAndStart() throws Exception {
        try (var held = uncommitted("create schema shop");
                var first = JavaProcess.start(JAR, environment());
                var second = JavaProcess.start(JAR, environment());
                var third = JavaProcess.start(NESTED_JAR, environment())) {
            var replicas = List.of(first, second, third);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> replicas.stream()
                                    .filter(replica -> replica.printed("Waiting for another migration"))
                                    .count()
                            == 2);
            held.rollback();

            for (var replica : replicas) {
                assertThat(replica.exitCode()).as("%s", replica.lines()).isZero();
                assertThat(replica.printed("Started: 2 products")).isTrue();
            }
            assertThat(replicas)
                    .filteredOn(replica -> replica.printed("up to date: 3 applied"))
                    .hasSize(1);
            assertThat(replicas)
                    .filteredOn(replica -> replica.printed("up to date: 0 applied"))
                    .hasSize(2);
        }
    }

    @Test
    void fromANestedJarItMigratesAsWell() throws Exception {
        try (var application = JavaProcess.start(NESTED_JAR, environment())) {
            assertThat(application.exitCode()).as("%s", application.lines()).isZero();
            assertThat(application.printed("up to date: 3 applied")).isTrue();
            assertThat(application.printed("Started: 2 products")).isTrue();
        }
    }

    @Test
    void aFailedMigrationKeepsTheApplicationFromStartingAndSaysWhyInOneLine() throws Exception {
        execute("shop", "create schema shop");
        execute("shop", "create table shop.product (id int)");
        execute("shop", "grant all on schema shop to shop_migrator");

        try (var application = JavaProcess.start(JAR, environment())) {
            assertThat(application.exitCode()).isEqualTo(1);
            assertThat(application.lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("Not started: ", "'V1__product.sql'", "already exists");
        }
    }

    @Test
    void aWrongPasswordOfTheApplicationIsToldInOneLine() throws Exception {
        var environment = new HashMap<>(environment());
        environment.put("SHOP_APPLICATION_PASSWORD", "wrong");

        try (var application = JavaProcess.start(JAR, environment)) {
            assertThat(application.exitCode()).isEqualTo(1);
            assertThat(application.lines())
                    .filteredOn(line -> !line.contains("up to date"))
                    .singleElement()
                    .asString()
                    .contains("Not started: ", "shop_app")
                    .doesNotContain("wrong");
        }
    }

    private static Map<String, String> environment() {
        return Map.of(
                "SHOP_DB_URL", "jdbc:postgresql://localhost:" + server.getPort() + "/shop",
                "SHOP_MIGRATOR_USER", "shop_migrator",
                "SHOP_MIGRATOR_PASSWORD", "migrator-password",
                "SHOP_APPLICATION_USER", "shop_app",
                "SHOP_APPLICATION_PASSWORD", "app-password");
    }

    private static void execute(String database, String sql) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Until it is rolled back nobody else gets past the same statement: a replica is held within its first migration. */
    private static Connection uncommitted(String sql) throws SQLException {
        var connection = connect("shop");
        connection.setAutoCommit(false);
        connection.createStatement().execute(sql);
        return connection;
    }

    private static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + server.getPort() + "/" + database, "postgres", "");
    }
}
