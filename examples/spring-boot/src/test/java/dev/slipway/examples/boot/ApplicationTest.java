package dev.slipway.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.git.SampleRepository;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With JPA, and Spring Boot's own modules for Flyway and Liquibase, on the class path. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.jpa.hibernate.ddl-auto=validate")
class ApplicationTest {
    @TempDir
    private static Path repository;

    private static String commit;

    @LocalServerPort
    private int port;

    /** Beans that use the database while they are made: each would fail on an empty one. */
    @TestConfiguration(proxyBeanMethods = false)
    static class EarlyUsers {
        @Bean
        Integer countedByJdbcTemplate(JdbcTemplate jdbc) {
            return jdbc.queryForObject("select count(*) from shop.product", Integer.class);
        }

        @Bean
        Integer countedByJdbcClient(JdbcClient jdbc) {
            return jdbc.sql("select count(*) from shop.product")
                    .query(Integer.class)
                    .single();
        }

        @Bean
        Integer countedByJpa(EntityManager jpa) {
            return jpa.createQuery("from ProductEntity", ProductEntity.class)
                    .getResultList()
                    .size();
        }
    }

    @DynamicPropertySource
    static void databaseAndRepository(DynamicPropertyRegistry registry) {
        Postgres.freshDatabase("application").forEach((name, value) -> registry.add(name, () -> value));
        var files = new TreeMap<String, String>();
        for (var file : ChangelogSource.classpath("db/migration").fetch().files()) {
            files.put(file.path(), file.text(StandardCharsets.UTF_8));
        }
        try (var git = SampleRepository.bare(repository)) {
            commit = git.commit("main", files);
        }
        registry.add("schema.repository", () -> repository.toUri().toString());
    }

    @Test
    void everythingThatUsesTheDatabaseWaitsForTheMigration(@Autowired java.util.Map<String, Integer> counted) {
        assertThat(counted)
                .containsOnlyKeys("countedByJdbcTemplate", "countedByJdbcClient", "countedByJpa")
                .allSatisfy((by, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void theApplicationServesWhatTheMigrationsPutIn() throws Exception {
        assertThat(Http.get(port, "/products")).isEqualTo("200 [\"lantern\",\"rope\"]");
    }

    @Test
    void infoAndHealthShowCommitAndDigest() throws Exception {
        String digest = ChangelogSource.classpath("db/migration").fetch().digest();
        assertThat(Http.get(port, "/actuator/info"))
                .contains("\"commit\":\"" + commit + "\"", "\"digest\":\"" + digest + "\"", "\"migrations\":2");
        assertThat(Http.get(port, "/actuator/health"))
                .startsWith("200 ")
                .contains("\"commit\":\"" + commit + "\"", "\"digest\":\"" + digest + "\"");
    }

    @Test
    void springBootsOwnMigrationsDoNotRun() {
        assertThat(Postgres.tables("application")).containsExactly("flyway_schema_history", "product");
    }
}
