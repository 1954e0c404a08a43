package dev.slipway.examples.boot;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.git.GitSource;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the changelog comes from, what applies it, and that nothing else does. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SchemaProperties.class)
class SchemaConfiguration {
    /** How Spring Boot calls the beans by which it migrates itself. */
    private static final List<String> BOOTS_OWN = List.of("flywayInitializer", "liquibase");

    @Bean
    ChangelogSource changelogSource(SchemaProperties properties) {
        if (properties.repository() == null) {
            return ChangelogSource.classpath("db/migration", getClass().getClassLoader());
        }
        return GitSource.of(properties.repository(), Objects.requireNonNullElse(properties.reference(), "main"));
    }

    @Bean
    MigrationEngine migrationEngine() {
        return new FlywayEngine();
    }

    @Bean
    SchemaMigration schemaMigration(ChangelogSource source, MigrationEngine engine, SchemaProperties properties) {
        return new SchemaMigration(source, engine, properties);
    }

    @Bean
    SchemaStatus schemaStatus(SchemaMigration migration) {
        return new SchemaStatus(migration);
    }

    /**
     * Spring Boot would run Flyway and Liquibase a second time, as another role and with other options, once its modules for
     * them are on the class path. This is found before any bean is made.
     */
    @Bean
    static BeanFactoryPostProcessor nothingElseMigrates() {
        return beans -> BOOTS_OWN.stream()
                .filter(beans::containsBeanDefinition)
                .findFirst()
                .ifPresent(found -> {
                    throw new MigrationException("Spring Boot would migrate the database itself (bean '" + found
                            + "'): set spring.flyway.enabled=false and spring.liquibase.enabled=false");
                });
    }
}
