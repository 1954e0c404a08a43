package dev.slipway.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.liquibase.LiquibaseEngine;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How it starts with other settings and beans; Boot's modules for Flyway and Liquibase are on the class path. */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class StartTest {
    /** Takes the place of the beans of the same names. */
    @Configuration(proxyBeanMethods = false)
    static class WithLiquibase {
        @Bean
        ChangelogSource changelogSource() {
            return () -> Changelog.of(Map.of("changelog.sql", """
                    --liquibase formatted sql
                    --changeset shop:1
                    create schema shop;
                    create table shop.product (id int primary key, name text);
                    grant usage on schema shop to shop_app;
                    grant select on shop.product to shop_app;
                    """));
        }

        @Bean
        MigrationEngine migrationEngine() {
            return LiquibaseEngine.of("changelog.sql");
        }
    }

    @Test
    void withTheLiquibaseEngineItStartsAsWell() {
        var properties = new HashMap<>(Postgres.freshDatabase("liquibase"));
        properties.put("spring.main.allow-bean-definition-overriding", "true");
        try (var context = start(properties, Application.class, WithLiquibase.class)) {
            assertThat(context.getBean(JdbcClient.class)
                            .sql("select count(*) from shop.product")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flyway", "liquibase"})
    void ifSpringBootWouldMigrateTooItDoesNotStartAndTouchesNothing(String engine) {
        var properties = new HashMap<>(Postgres.freshDatabase("twice_by_" + engine));
        properties.put("spring." + engine + ".enabled", "true");
        assertThatThrownBy(() -> start(properties, Application.class).close())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("set spring.flyway.enabled=false and spring.liquibase.enabled=false");
        assertThat(Postgres.tables("twice_by_" + engine)).isEmpty();
    }

    private static ConfigurableApplicationContext start(Map<String, String> properties, Class<?>... sources) {
        var application = new SpringApplication(sources);
        application.setWebApplicationType(WebApplicationType.NONE);
        // As command-line arguments: they win over application.properties.
        return application.run(properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new));
    }
}
