package dev.slipway.migration.aws;

import static dev.slipway.migration.aws.Refusals.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.CredentialProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** No service answers a call that is not signed with the credentials that were handed out, and each refusal is explained. */
class SignaturesTest {
    private static final String CONTENT = "hunter2-and-more";

    private final AwsStandIn aws = AwsStandIn.start();
    private final List<SdkAutoCloseable> clients = new ArrayList<>();

    @AfterEach
    void stop() {
        clients.forEach(SdkAutoCloseable::close);
        aws.close();
    }

    /** By the code of the refusal. */
    private Map<String, AwsCredentialsProvider> strangers() {
        AwsSessionCredentials right = aws.credentials();
        return Map.of(
                "MissingAuthenticationTokenException", AnonymousCredentialsProvider.create(),
                "UnrecognizedClientException",
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIASTRANGER", "x")),
                "InvalidSignatureException",
                        StaticCredentialsProvider.create(AwsSessionCredentials.create(
                                right.accessKeyId(), right.secretAccessKey() + "x", right.sessionToken())));
    }

    private void assertRefused(Function<AwsCredentialsProvider, CredentialProvider<?>> reading) {
        strangers()
                .forEach((code, stranger) -> assertThat(failure(CONTENT, reading.apply(stranger)))
                        .contains(" in eu-west-1: AWS does not accept the AWS credentials (" + code
                                + "): check access key, secret key, session token and the clock"));
        assertThat(reading.apply(StaticCredentialsProvider.create(aws.credentials()))
                        .get())
                .isNotNull();
    }

    @Test
    void secretsManagerRefusesThem() {
        aws.secretsManager().put("db", CONTENT);
        assertRefused(credentials -> {
            SecretsManagerClient client = aws.allow(SecretsManagerClient.builder())
                    .credentialsProvider(credentials)
                    .build();
            clients.add(client);
            return AwsSecrets.using(client).secret("db");
        });
    }

    @Test
    void parameterStoreRefusesThem() {
        aws.parameterStore().put("/db", CONTENT);
        assertRefused(credentials -> {
            SsmClient client = aws.allow(SsmClient.builder())
                    .credentialsProvider(credentials)
                    .build();
            clients.add(client);
            return AwsParameters.using(client).secret("/db");
        });
    }

    @Test
    void kmsRefusesThem() {
        String encrypted = aws.kms().encrypt(CONTENT);
        assertRefused(credentials -> {
            KmsClient client = aws.allow(KmsClient.builder())
                    .credentialsProvider(credentials)
                    .build();
            clients.add(client);
            return AwsKms.using(client).secret(encrypted);
        });
    }
}
