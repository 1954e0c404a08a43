package dev.slipway.examples.runner;

import dev.slipway.migration.aws.AwsKms;
import dev.slipway.migration.aws.AwsParameters;
import dev.slipway.migration.aws.AwsSecrets;
import dev.slipway.migration.aws.RdsTokens;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The services of AWS that references name, each made when it is first asked for. For one thread. */
final class AwsClients implements AutoCloseable {
    private final Optional<String> region;
    private @Nullable AwsSecrets secretsManager;
    private @Nullable AwsParameters parameters;
    private @Nullable AwsKms kms;
    private @Nullable RdsTokens tokens;

    AwsClients(Optional<String> region) {
        this.region = region;
    }

    AwsSecrets secretsManager() {
        AwsSecrets made = secretsManager;
        if (made == null) {
            var builder = AwsSecrets.builder();
            region.ifPresent(builder::region);
            made = builder.build();
            secretsManager = made;
        }
        return made;
    }

    AwsParameters parameters() {
        AwsParameters made = parameters;
        if (made == null) {
            var builder = AwsParameters.builder();
            region.ifPresent(builder::region);
            made = builder.build();
            parameters = made;
        }
        return made;
    }

    AwsKms kms() {
        AwsKms made = kms;
        if (made == null) {
            var builder = AwsKms.builder();
            region.ifPresent(builder::region);
            made = builder.build();
            kms = made;
        }
        return made;
    }

    RdsTokens tokens() {
        RdsTokens made = tokens;
        if (made == null) {
            var builder = RdsTokens.builder();
            region.ifPresent(builder::region);
            made = builder.build();
            tokens = made;
        }
        return made;
    }

    @Override
    public void close() {
        if (secretsManager != null) {
            secretsManager.close();
        }
        if (parameters != null) {
            parameters.close();
        }
        if (kms != null) {
            kms.close();
        }
        if (tokens != null) {
            tokens.close();
        }
    }
}
