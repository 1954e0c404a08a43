package dev.slipway.examples.own;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class NumberedSqlOnPostgresTest extends NumberedSqlContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startPostgres() throws IOException {
        // Hundreds of databases come and go: none has to outlive the machine.
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "off")
                .start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        server.close();
    }

    @Override
    protected DataSource emptyDatabase() {
        String name = "numbered" + DATABASES.incrementAndGet();
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return server.getDatabase("postgres", name);
        } catch (SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
