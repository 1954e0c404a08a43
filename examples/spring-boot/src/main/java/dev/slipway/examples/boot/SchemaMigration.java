package dev.slipway.examples.boot;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates while the application starts. {@link SchemaMigrationDetector} tells Spring Boot that this bean initializes the
 * database, so that everything that uses it waits: JDBC, JPA and what is marked with {@code
 * DependsOnDatabaseInitialization}.
 */
class SchemaMigration implements InitializingBean {
    private final ChangelogSource source;
    private final MigrationEngine engine;
    private final DataSource database;
    private @Nullable MigrationReport report;

    SchemaMigration(ChangelogSource source, MigrationEngine engine, SchemaProperties properties) {
        this.source = source;
        this.engine = engine;
        // Not a bean: as the only DataSource of the context it would take the place of the application's pool.
        this.database = DataSources.builder(properties.url())
                .credentials(CredentialProvider.of(
                        new UsernamePassword(properties.username(), Secret.of(properties.password()))))
                .waitUpTo(Duration.ofSeconds(30))
                .build();
    }

    @Override
    public void afterPropertiesSet() {
        report = engine.migrate(source.fetch(), database);
    }

    MigrationReport report() {
        return requireNonNull(report, "not migrated yet");
    }
}
