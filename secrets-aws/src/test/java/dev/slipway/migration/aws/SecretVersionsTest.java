package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Stages, versions and JSON keys in an id, in the form of Amazon ECS. */
class SecretVersionsTest {
    private static final String FIRST = "{\"username\":\"app\",\"password\":\"first\"}";
    private static final String SECOND = FIRST.replace("first", "second");

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start().put("db", FIRST);
    private final String firstVersion = aws.version("db");
    private final SecretsManagerClient client = aws.put("db", SECOND).client();
    private final AwsSecrets secrets = AwsSecrets.using(client);

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    private String read(String id) {
        return secrets.secret(id).get().reveal();
    }

    @Test
    void aStageNamesAVersion() {
        assertThat(read("db::AWSPREVIOUS:")).isEqualTo(FIRST);
        assertThat(read("db::AWSCURRENT:")).isEqualTo(SECOND);
        assertThat(read("db")).isEqualTo(SECOND);
    }

    @Test
    void anIdNamesAVersion() {
        assertThat(read("db:::" + firstVersion)).isEqualTo(FIRST);
        assertThat(read("db::AWSPREVIOUS:" + firstVersion)).isEqualTo(FIRST);
        assertThat(read("db:::" + aws.version("db"))).isEqualTo(SECOND);
    }

    @Test
    void ecssFormIsTakenAsItStandsInATaskDefinition() {
        String arn = aws.arn("db");
        assertThat(read(arn + ":password::")).isEqualTo("second");
        assertThat(read(arn + ":password:AWSPREVIOUS:")).isEqualTo("first");
        assertThat(read(arn + ":password::" + firstVersion)).isEqualTo("first");
        assertThat(read(arn + ":::")).isEqualTo(SECOND);
        assertThat(read(arn.substring(0, arn.lastIndexOf('-')) + ":username::")).isEqualTo("app");
    }

    @Test
    void everyKindOfCredentialsTakesAVersion() {
        String previous = "db::AWSPREVIOUS:";
        assertThat(secrets.usernamePassword(previous).get().password().reveal()).isEqualTo("first");
        assertThat(secrets.secret(previous, "password").get().reveal()).isEqualTo("first");
        assertThat(secrets.sshKey("db:password:AWSPREVIOUS:").get().privateKey().reveal())
                .isEqualTo("first");
        assertThat(secrets.sshKey(previous, "password").get().privateKey().reveal())
                .isEqualTo("first");
    }

    @Test
    void keysOfOneVersionAreOneCall() {
        read("db:password:AWSPREVIOUS:");
        read("db:username:AWSPREVIOUS:");
        assertThat(aws.calls()).isOne();
        read("db:username::");
        assertThat(aws.calls()).isEqualTo(2);
    }

    @Test
    void aVersionThatIsMissingIsNamed() {
        assertThatThrownBy(() -> read("db::AWSPENDING:"))
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(
                        "Cannot read secret 'db' at stage 'AWSPENDING' in eu-west-1: there is no such secret,"
                                + " or no such version of it: check name");
        assertThatThrownBy(() -> read("db:::0f0f0f0f-0000-0000-0000-000000000000"))
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(
                        "Cannot read secret 'db' in version '0f0f0f0f-0000-0000-0000-000000000000' in eu-west-1:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db:password",
                "db:password:",
                "db:password:stage:version:more",
                "arn:aws:secretsmanager:eu-west-1:123456789012",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-abcdef:password",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-abcdef:a:b:c:d"
            })
    void anIdWithTooManyOrTooFewColonsIsAProgrammersError(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> secrets.secret(id))
                .withMessageContaining("give all three colons, whatever is empty");
    }

    @Test
    void aKeyInTheIdIsRefusedWhereTheWholeSecretIsNeeded() {
        for (Runnable call : new Runnable[] {
            () -> secrets.usernamePassword("db:password::"),
            () -> secrets.dataSource("db:password::"),
            () -> secrets.secret("db:password::", "password"),
            () -> secrets.base64("db:password::"),
            () -> secrets.sshKey("db:password::", "password")
        }) {
            assertThatIllegalArgumentException()
                    .isThrownBy(call::run)
                    .withMessage(
                            "The secret's id names the JSON key 'password', but the whole secret is needed: leave the key"
                                    + " out");
        }
    }
}
