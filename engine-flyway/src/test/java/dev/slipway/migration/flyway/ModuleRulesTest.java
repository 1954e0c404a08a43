package dev.slipway.migration.flyway;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.flyway")
                .mayUse("org.flywaydb.core", "org.flywaydb.database.postgresql")
                .mayShow(
                        "org.flywaydb.core.api.configuration.FluentConfiguration",
                        "org.flywaydb.core.api.callback.Callback",
                        "org.flywaydb.core.api.migration.JavaMigration")
                .publicTypes("FlywayEngine", "FlywayEngine.Builder"));
    }
}
