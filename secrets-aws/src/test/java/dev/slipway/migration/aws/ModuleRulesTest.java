package dev.slipway.migration.aws;

import dev.slipway.migration.build.ModuleDescription;
import dev.slipway.migration.build.ModuleRules;

class ModuleRulesTest extends ModuleRules {
    ModuleRulesTest() {
        super(ModuleDescription.library("dev.slipway.migration.aws")
                .mayUse("software.amazon.awssdk", "com.fasterxml.jackson.core")
                .mayShow(
                        "software.amazon.awssdk.auth.credentials.AwsCredentialsProvider",
                        "software.amazon.awssdk.services.kms.KmsClient",
                        "software.amazon.awssdk.services.secretsmanager.SecretsManagerClient",
                        "software.amazon.awssdk.services.ssm.SsmClient")
                .publicTypes(
                        "AwsKms",
                        "AwsKms.Builder",
                        "AwsParameters",
                        "AwsParameters.Builder",
                        "AwsSecrets",
                        "AwsSecrets.Builder",
                        "RdsTokens",
                        "RdsTokens.Builder"));
    }
}
