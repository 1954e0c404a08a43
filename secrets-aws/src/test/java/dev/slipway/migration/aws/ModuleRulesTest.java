package dev.slipway.migration.aws;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.aws")
                .mayUse("software.amazon.awssdk", "com.fasterxml.jackson.core")
                .mayShow("software.amazon.awssdk.services.secretsmanager.SecretsManagerClient")
                .publicTypes("AwsSecrets", "AwsSecrets.Builder"));
    }
}
