package dev.slipway.migration.testkit;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.testkit")
                .mayUse("org.junit.jupiter.api")
                .publicTypes(
                        "ChangelogSourceContract",
                        "CredentialProviderContract",
                        "DeclinedCase",
                        "EngineTrait",
                        "MigrationEngineContract",
                        "MigrationStep"));
    }
}
