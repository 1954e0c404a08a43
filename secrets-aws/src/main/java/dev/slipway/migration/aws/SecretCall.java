package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/** Reads one version of one secret by one call. */
final class SecretCall {
    private SecretCall() {}

    static SecretContent read(LazyClient<SecretsManagerClient> client, SecretVersion version) {
        Wanted wanted = version.wanted();
        return client.call(wanted, open -> {
            GetSecretValueResponse response = open.getSecretValue(request(version));
            return content(wanted, LazyClient.region(open), response.secretString(), response.secretBinary());
        });
    }

    private static GetSecretValueRequest request(SecretVersion version) {
        return GetSecretValueRequest.builder()
                .secretId(version.id())
                .versionStage(version.stage().isEmpty() ? null : version.stage())
                .versionId(version.version().isEmpty() ? null : version.version())
                .build();
    }

    static SecretContent content(Wanted wanted, String region, @Nullable String text, @Nullable SdkBytes bytes) {
        String name = wanted.name() + " in " + region;
        if (text != null) {
            return SecretContent.of(name, text);
        }
        if (bytes == null) {
            throw new CredentialException("The " + name + " holds nothing: store a value");
        }
        return SecretContent.of(name, bytes.asByteArray());
    }
}
