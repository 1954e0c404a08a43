package dev.slipway.examples.runner;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.application("dev.slipway.examples.runner")
                .mayUse("dev.slipway.migration.aws", "dev.slipway.migration.flyway", "dev.slipway.migration.git", "dev.slipway.migration.liquibase", "ch.qos.logback", "com.fasterxml.jackson.core", "picocli")
                .publicTypes("Main", "QuietConfigurator"));
    }
}
