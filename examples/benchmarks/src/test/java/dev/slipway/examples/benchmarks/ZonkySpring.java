package dev.slipway.examples.benchmarks;

import static io.zonky.test.db.AutoConfigureEmbeddedDatabase.DatabaseProvider.ZONKY;
import static io.zonky.test.db.AutoConfigureEmbeddedDatabase.DatabaseType.POSTGRES;
import static io.zonky.test.db.AutoConfigureEmbeddedDatabase.RefreshMode.BEFORE_EACH_TEST_METHOD;

import io.zonky.test.db.AutoConfigureEmbeddedDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.provider.EmbeddedDatabase;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;

/**
 * Zonky's {@code embedded-database-spring-test} as Spring's test framework drives it, a database for each test method;
 * how many it makes ahead is left as it is.
 */
final class ZonkySpring implements Way {
    private static final String CHANGELOG = "benchmark.changelog";

    private final TestContextManager spring = new TestContextManager(SomeTest.class);
    private final Method method = SomeTest.class.getDeclaredMethod("test");
    private final Server server;
    private SomeTest test = new SomeTest();

    ZonkySpring(Path changelog, Map<String, String> settings) throws Exception {
        System.setProperty(CHANGELOG, changelog.toString());
        settings.forEach(
                (name, value) -> System.setProperty("zonky.test.database.postgres.server.properties." + name, value));
        // Else so small a log is refused.
        System.setProperty("zonky.test.database.postgres.initdb.properties.wal-segsize", "1");
        spring.beforeTestClass();
        DataSource first = begin();
        server = Server.of(first.unwrap(EmbeddedDatabase.class).getJdbcUrl());
        for (var setting : settings.entrySet()) {
            if (!server.ask("show " + setting.getKey()).equals(setting.getValue())) {
                throw new IllegalStateException("Its server has another " + setting.getKey());
            }
        }
        end();
    }

    @Override
    public String name() {
        return "zonky embedded-database-spring-test";
    }

    @Override
    public DataSource begin() throws Exception {
        test = new SomeTest();
        spring.prepareTestInstance(test);
        spring.beforeTestMethod(test, method);
        return test.database;
    }

    @Override
    public void end() throws Exception {
        spring.afterTestMethod(test, method, null);
    }

    @Override
    public void settle() throws SQLException, InterruptedException {
        server.settle();
    }

    @Override
    public void close() throws Exception {
        server.close();
        spring.afterTestClass();
    }

    @ContextConfiguration(classes = Beans.class)
    @AutoConfigureEmbeddedDatabase(type = POSTGRES, provider = ZONKY, refresh = BEFORE_EACH_TEST_METHOD)
    static class SomeTest {
        @Autowired
        DataSource database;

        void test() {}
    }

    @Configuration
    static class Beans {
        /** As long as the fixture waits for its own. */
        @Bean
        Consumer<EmbeddedPostgres.Builder> patience() {
            return server -> server.setPGStartupWait(Duration.ofMinutes(1));
        }

        @Bean(initMethod = "migrate")
        Flyway flyway(DataSource database) {
            return CleanAndMigrate.migrating(database, Path.of(System.getProperty(CHANGELOG)));
        }
    }
}
