package dev.slipway.migration.aws;

import static dev.slipway.migration.aws.Refusals.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.SsmClient;

class AwsParametersTest {
    private static final String NAME = "/prod/kms/migrator";
    private static final String WHERE = "parameter '/prod/kms/migrator' in eu-west-1";
    private static final String PASSWORD = "Kx7-gt4.wq9+zr2-mn5";

    private final ParameterStoreStandIn store = AwsStandIn.start().parameterStore();
    private final SsmClient client = store.client();
    private final AwsParameters parameters = AwsParameters.using(client);

    @AfterEach
    void stop() {
        client.close();
        store.aws().close();
    }

    @Test
    void aSecureStringIsDecrypted() {
        store.put(NAME, PASSWORD);
        assertThat(parameters.secret(NAME).get()).isEqualTo(Secret.of(PASSWORD));
        assertThat(parameters.sshKey(NAME).get().privateKey()).isEqualTo(Secret.of(PASSWORD));
    }

    @Test
    void aJsonValueGivesItsKeysInOneCall() {
        store.put(NAME, LoginContract.json(PASSWORD));
        var provider = parameters.usernamePassword(NAME);
        assertThat(store.calls()).isZero();
        assertThat(provider.get()).isEqualTo(new UsernamePassword("app", Secret.of(PASSWORD)));
        assertThat(parameters.secret(NAME, "password").get()).isEqualTo(Secret.of(PASSWORD));
        assertThat(store.calls()).isOne();
    }

    @Test
    void aVersionALabelAndAnArnAreNamesToo() {
        store.put(NAME, "one").label(NAME, "live").put(NAME, "two");
        assertThat(parameters.secret(NAME + ":live").get()).isEqualTo(Secret.of("one"));
        assertThat(parameters.secret(NAME + ":1").get()).isEqualTo(Secret.of("one"));
        assertThat(parameters.secret(NAME).get()).isEqualTo(Secret.of("two"));
        assertThat(parameters.secret(store.arn(NAME)).get()).isEqualTo(Secret.of("two"));
    }

    @Test
    void deniedAccessNamesThePermission() {
        store.put(NAME, PASSWORD).deny(NAME);
        assertThat(failure(PASSWORD, parameters.secret(NAME)))
                .startsWith("Cannot read " + WHERE + ": access is denied: allow ssm:GetParameter on it (AWS: User:");
    }

    @Test
    void deniedAccessToTheKeyNamesItsPermission() {
        store.put(NAME, PASSWORD).denyKms(NAME);
        assertThat(failure(PASSWORD, parameters.secret(NAME)))
                .startsWith("Cannot read " + WHERE
                        + ": access to the key that encrypts it is denied: allow kms:Decrypt on that key (AWS: The ");
        store.fault(NAME, 400, "InvalidKeyId", "key 1 is disabled");
        assertThat(failure(PASSWORD, parameters.secret(NAME)))
                .contains(": it cannot be decrypted: allow kms:Decrypt on the key");
    }

    @Test
    void aMissingParameterNamesTheRegion() {
        assertThat(failure(PASSWORD, parameters.secret(NAME)))
                .startsWith("Cannot read " + WHERE
                        + ": there is no such parameter: check name (a path begins with '/'), region and account");
        store.put(NAME, PASSWORD);
        assertThat(failure(PASSWORD, parameters.secret(NAME + ":7"))).contains("it has no such version or label");
        assertThat(failure(PASSWORD, parameters.secret(NAME + ":dead"))).contains("it has no such version or label");
        assertThat(failure(PASSWORD, parameters.secret("arn:aws:ssm:us-east-1:123456789012:parameter/db")))
                .contains("; its ARN is of region 'us-east-1'");
    }

    @Test
    void throttlingAndFailuresOfTheServiceAreToldApart() {
        store.put(NAME, PASSWORD).throttle(NAME, 2);
        assertThat(parameters.secret(NAME).get()).isEqualTo(Secret.of(PASSWORD));
        store.put("other", PASSWORD).fault("other", 500, "InternalServerError", "x");
        assertThat(failure(PASSWORD, parameters.secret("other"))).contains("the service fails (InternalServerError");
    }

    @Test
    void aBorrowedClientIsNotClosedAndNothingIsReadAfterClose() {
        parameters.close();
        assertThat(failure(PASSWORD, parameters.secret(NAME)))
                .isEqualTo("Cannot read parameter '/prod/kms/migrator': AwsParameters is closed");
        store.put(NAME, PASSWORD);
        assertThat(client.getParameter(request -> request.name(NAME).withDecryption(true))
                        .parameter()
                        .value())
                .isEqualTo(PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines"})
    void aNameThatCannotBeOneIsAProgrammersError(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> parameters.secret(name));
    }

    @Test
    void nothingShowsContent() {
        store.put(NAME, PASSWORD);
        var provider = parameters.secret(NAME);
        provider.get();
        assertThat(parameters + " " + provider).doesNotContain(PASSWORD).contains("parameter '/prod/kms/migrator'");
    }

    @Nested
    class Login extends LoginContract {
        Login() {
            super(PASSWORD, store);
        }

        @Override
        void store(String text) {
            store.put(NAME, text);
        }

        @Override
        protected CredentialProvider<UsernamePassword> provider() {
            return AwsParameters.using(client).usernamePassword(NAME);
        }

        @Override
        CredentialProvider<UsernamePassword> providerOf(String text) {
            store.put("broken", text);
            return AwsParameters.using(client).usernamePassword("broken");
        }
    }
}
