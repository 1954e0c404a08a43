package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.CredentialProvider;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Each failure is one line that says which secret, what to do, and nothing of what the secret holds. */
class FailuresTest {
    private static final String ID = "prod/app/migrator";
    private static final String WHERE = "secret 'prod/app/migrator' in eu-west-1";
    private static final String CONTENT = "hunter2-and-more";

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start()
            .put(
                    ID,
                    "{\"username\":\"app\",\"password\":\"" + CONTENT + "\",\"none\":null,\"list\":[\"" + CONTENT
                            + "\"]}");
    private final SecretsManagerClient client = aws.client();

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    private String failure() {
        return failure(client, secrets -> secrets.usernamePassword(ID));
    }

    private String failure(Function<AwsSecrets, CredentialProvider<?>> provider) {
        return failure(client, provider);
    }

    private String failure(SecretsManagerClient client, Function<AwsSecrets, CredentialProvider<?>> provider) {
        return Refusals.failure(CONTENT, provider.apply(AwsSecrets.using(client)));
    }

    @Test
    void deniedAccessNamesThePermission() {
        aws.deny(ID);
        assertThat(failure())
                .startsWith(
                        "Cannot read " + WHERE
                                + ": access is denied: allow secretsmanager:GetSecretValue on it (AWS: User: arn:aws:sts::123456789012:")
                .containsPattern("\\(request id [0-9a-f-]{36}\\)$");
    }

    @Test
    void deniedAccessToTheKeyNamesItsPermission() {
        aws.denyKms(ID);
        assertThat(failure())
                .startsWith(
                        "Cannot read " + WHERE + ": access to the key that encrypts it is denied: allow kms:Decrypt on"
                                + " that key (AWS: Access to KMS is not allowed)");
    }

    @Test
    void aSecretThatCannotBeDecryptedNamesThePermission() {
        aws.fault(ID, 400, "DecryptionFailure", "Secrets Manager can't decrypt the protected secret text.");
        assertThat(failure())
                .startsWith("Cannot read " + WHERE + ": it cannot be decrypted: allow kms:Decrypt on the key");
    }

    @Test
    void aMissingSecretNamesTheRegion() {
        assertThat(failure(secrets -> secrets.secret("prod/app/migratr")))
                .startsWith(
                        "Cannot read secret 'prod/app/migratr' in eu-west-1: there is no such secret, or no such version"
                                + " of it: check name, region and account (AWS: Secrets Manager can't find the specified secret.)");
    }

    @Test
    void anArnOfAnotherRegionIsNamed() {
        String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-abcdef";
        assertThat(failure(secrets -> secrets.secret(arn)))
                .contains("check name, region and account; its ARN is of region 'us-east-1' (AWS:");
    }

    @Test
    void aDeletedSecretIsSaidToBeDeleted() {
        aws.delete(ID);
        assertThat(failure())
                .startsWith(
                        "Cannot read " + WHERE + ": it cannot be read in its state: if it was deleted, restore it or"
                                + " name another (AWS: You can't perform this operation on the secret because it was marked for"
                                + " deletion.)");
    }

    @Test
    void throttlingThatDoesNotEndSaysToTryLater() {
        aws.throttle(ID, 100);
        assertThat(failure())
                .startsWith("Cannot read " + WHERE
                        + ": AWS throttles the calls (ThrottlingException, HTTP status 400): try again later");
        assertThat(aws.calls()).as("tries").isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource({"500, InternalServiceError", "503, ServiceUnavailable"})
    void aFailingServiceSaysToTryLater(int status, String code) {
        aws.fault(ID, status, code, "An error occurred");
        assertThat(failure())
                .startsWith("Cannot read " + WHERE + ": the service fails (" + code + ", HTTP status " + status
                        + "): try again later");
    }

    @Test
    void expiredCredentialsAreSaidToHaveExpired() {
        aws.fault(ID, 400, "ExpiredTokenException", "The security token included in the request is expired");
        assertThat(failure())
                .startsWith(
                        "Cannot read " + WHERE + ": the AWS credentials have expired: renew them, or check the clock");
    }

    @Test
    void wrongAwsCredentialsAreNotTakenForAMissingPermission() {
        try (var stranger = aws.clientBuilder()
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIASTRANGER", "x")))
                .build()) {
            assertThat(failure(stranger, secrets -> secrets.secret(ID)))
                    .startsWith("Cannot read " + WHERE + ": AWS does not accept the AWS credentials"
                            + " (UnrecognizedClientException): check access key");
        }
    }

    @Test
    void whatTheServiceSaysAboutASignatureIsNotQuoted() {
        aws.fault(
                ID, 400, "InvalidSignatureException", "The Canonical String should have been 'token:" + CONTENT + "'");
        assertThat(failure()).contains("(InvalidSignatureException)");
    }

    @Test
    void anErrorOfSeveralLinesIsOneLine() {
        aws.fault(ID, 400, "AccessDeniedException", "first\n\tsecond\r\nthird\u2028fourth");
        assertThat(failure()).contains("(AWS: first second third fourth)");
    }

    @Test
    void anUnknownRefusalNamesItsCode() {
        aws.fault(ID, 403, "SomethingNew", "text of " + CONTENT);
        assertThat(failure()).contains("the call was refused (SomethingNew, HTTP status 403): check");
    }

    @Test
    void anAnswerThatCannotBeReadIsNotQuoted() {
        aws.answerWith(ID, "{\"SecretString\":\"" + CONTENT);
        assertThat(failure()).startsWith("Cannot read " + WHERE + ": the call failed (");
    }

    @Test
    void aServiceThatCannotBeReachedIsNamed() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var nowhere = aws.clientBuilder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .build()) {
            assertThat(failure(nowhere, secrets -> secrets.secret(ID)))
                    .startsWith("Cannot read " + WHERE + ": no connection to http://127.0.0.1:" + port
                            + " (Connection refused): check end point, route");
        }
    }

    @Test
    void aHostThatIsUnknownIsSaidToBeUnknown() {
        try (var nowhere = aws.clientBuilder()
                .endpointOverride(URI.create("http://no-such-host.invalid"))
                .build()) {
            assertThat(failure(nowhere, secrets -> secrets.secret(ID)))
                    .startsWith("Cannot read " + WHERE + ": the host of http://no-such-host.invalid is unknown: check");
        }
    }

    @Test
    void aServiceThatAcceptsAndSaysNothingEndsByTheTimeout() {
        aws.hang(ID);
        try (var hasty = aws.clientBuilder()
                .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMillis(300)))
                .build()) {
            assertThat(failure(hasty, secrets -> secrets.secret(ID)))
                    .startsWith("Cannot read " + WHERE + ": no answer from http://127.0.0.1:");
        }
    }

    @Test
    void aMissingJsonKeyListsTheKeysThatAreThere() {
        assertThat(failure(secrets -> secrets.secret(ID, "passwort")))
                .isEqualTo("The JSON of " + WHERE
                        + " has no key 'passwort' (it has 'username', 'password', 'none', 'list'): mend the key or the"
                        + " secret");
    }

    @Test
    void anEmptyObjectIsSaidToBeEmpty() {
        aws.put("empty", "{}");
        assertThat(failure(secrets -> secrets.usernamePassword("empty")))
                .isEqualTo(
                        "The JSON of secret 'empty' in eu-west-1 has no key 'username' (it has none at all): mend the"
                                + " key or the secret");
    }

    @ParameterizedTest
    @CsvSource({"none, null", "list, an array"})
    void aValueThatIsNoTextIsRefused(String key, String kind) {
        assertThat(failure(secrets -> secrets.secret(ID, key)))
                .isEqualTo("The key '" + key + "' in the JSON of " + WHERE + " holds " + kind + ": it must hold text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CONTENT,
                "",
                "\"" + CONTENT + "\"",
                "[\"" + CONTENT + "\"]",
                "{\"password\":\"" + CONTENT,
                "{\"password\":\"" + CONTENT + "\"} " + CONTENT,
                "{\"password\":" + CONTENT + "}",
                "{" + CONTENT + "}",
                "{\"password\":\"" + CONTENT + "\n\"}"
            })
    void whatIsNoJsonObjectIsNotQuoted(String text) {
        aws.put("text", text);
        assertThat(failure(secrets -> secrets.secret("text", "password")))
                .isEqualTo("The text of secret 'text' in eu-west-1 is no JSON object, so that it has no key 'password':"
                        + " store it as key/value pairs, or ask for the whole text");
    }

    @Test
    void binaryContentThatIsNoTextIsRefused() {
        aws.putBinary("binary", new byte[] {(byte) 0xff, 0, 1});
        assertThat(failure(secrets -> secrets.secret("binary")))
                .isEqualTo(
                        "The secret 'binary' in eu-west-1 holds binary content that is no UTF-8 text: store it as text");
    }

    @Test
    void missingCredentialsOfABorrowedClientAreSaidToBeMissing() {
        try (var anonymous = SecretsManagerClient.builder()
                .region(Region.EU_WEST_1)
                .endpointOverride(aws.endpoint())
                .credentialsProvider(() -> {
                    throw software.amazon.awssdk.core.exception.SdkClientException.create(
                            "Unable to load credentials from any of the providers in the chain");
                })
                .build()) {
            assertThat(failure(anonymous, secrets -> secrets.secret(ID)))
                    .startsWith("Cannot read " + WHERE + ": no AWS credentials are found: give the task");
        }
    }
}
