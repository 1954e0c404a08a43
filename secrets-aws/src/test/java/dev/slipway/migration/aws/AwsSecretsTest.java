package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class AwsSecretsTest {
    private static final String LOGIN = "{\"username\":\"app\",\"password\":\"first-password\"}";

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start();
    private final SecretsManagerClient client = aws.client();
    private final AwsSecrets secrets = AwsSecrets.using(client);

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    @Test
    void nothingIsReadBeforeAProviderIsAsked() {
        aws.put("db", LOGIN);
        var provider = secrets.usernamePassword("db");
        assertThat(aws.calls()).isZero();
        provider.get();
        assertThat(aws.calls()).isOne();
    }

    @Test
    void severalKeysOfOneSecretAreOneCall() {
        aws.put("db", LOGIN);
        assertThat(secrets.secret("db", "password").get()).isEqualTo(Secret.of("first-password"));
        assertThat(secrets.secret("db", "username").get()).isEqualTo(Secret.of("app"));
        assertThat(secrets.usernamePassword("db").get())
                .isEqualTo(new UsernamePassword("app", Secret.of("first-password")));
        assertThat(secrets.secret("db").get()).isEqualTo(Secret.of(LOGIN));
        assertThat(aws.calls()).isOne();
    }

    @Test
    void aKeyThatWasReplacedIsNewForEveryProviderOfItsSecret() {
        aws.put("db", LOGIN);
        var password = secrets.secret("db", "password");
        var login = secrets.usernamePassword("db");
        UsernamePassword first = login.get();
        aws.put("db", LOGIN.replace("first", "second"));
        assertThat(password.replace(password.get())).isEqualTo(Secret.of("second-password"));
        assertThat(login.replace(first).password()).isEqualTo(Secret.of("second-password"));
        assertThat(aws.calls()).isEqualTo(2);
    }

    @Test
    void keysOfOnesOwnNameTheLogin() {
        aws.put("git", "{\"user\":\"x-access-token\",\"token\":12345}");
        assertThat(secrets.usernamePassword("git", "user", "token").get())
                .isEqualTo(new UsernamePassword("x-access-token", Secret.of("12345")));
    }

    @Test
    void aSecretIsFoundByNameArnAndArnWithoutItsRandomEnd() {
        String name = "postgresql@auroradb@master@sqladmin";
        aws.put(name, "text");
        String arn = aws.arn(name);
        for (String id : List.of(name, arn, arn.substring(0, arn.lastIndexOf('-')))) {
            assertThat(secrets.secret(id).get()).as(id).isEqualTo(Secret.of("text"));
        }
    }

    @Test
    void theWholeTextIsKeptAsItStands() {
        String text = " \r\n-----BEGIN…\n\tä€😀\u0000\n\n";
        aws.put("text", text);
        assertThat(secrets.secret("text").get().reveal()).isEqualTo(text);
    }

    @Test
    void numbersAndBooleansAreTakenAsTheirText() {
        aws.put("values", "{\"number\":5432,\"exact\":1.10,\"flag\":true,\"empty\":\"\",\"pass\\u0077ord\":\"x\"}");
        assertThat(List.of("number", "exact", "flag", "empty", "password"))
                .extracting(key -> secrets.secret("values", key).get().reveal())
                .containsExactly("5432", "1.10", "true", "", "x");
    }

    @Test
    void binaryContentThatIsTextIsText() {
        aws.putBinary("binary", "größer".getBytes(UTF_8));
        assertThat(secrets.secret("binary").get().reveal()).isEqualTo("größer");
    }

    @Test
    void whateverASecretHoldsIsHadInBase64() {
        byte[] bytes = {(byte) 0xff, 0, 1, (byte) 0xfe};
        aws.putBinary("keystore", bytes).put("text", "größer");
        assertThat(Base64.getDecoder().decode(secrets.base64("keystore").get().reveal()))
                .isEqualTo(bytes);
        assertThat(Base64.getDecoder().decode(secrets.base64("text").get().reveal()))
                .isEqualTo("größer".getBytes(UTF_8));
    }

    @Test
    void anSshKeyIsTheWholeTextOrTheValueOfAKey() {
        aws.put("key", "-----BEGIN…\n").put("keys", "{\"deploy\":\"-----BEGIN…\\n\"}");
        assertThat(secrets.sshKey("key").get().privateKey().reveal()).isEqualTo("-----BEGIN…\n");
        assertThat(secrets.sshKey("keys", "deploy").get())
                .isEqualTo(secrets.sshKey("key").get());
    }

    @Test
    void aSecretThatWasMendedIsReadAgain() {
        aws.put("db", "{\"username\":\"app\"}");
        var provider = secrets.usernamePassword("db");
        assertThatThrownBy(provider::get).isInstanceOf(CredentialException.class);
        aws.put("db", LOGIN);
        assertThat(provider.get().username()).isEqualTo("app");
    }

    @Test
    void aFailedReadIsNotRemembered() {
        aws.put("db", LOGIN).deny("db");
        var provider = secrets.usernamePassword("db");
        assertThatThrownBy(provider::get).isInstanceOf(CredentialException.class);
        aws.heal("db");
        assertThat(provider.get().username()).isEqualTo("app");
    }

    @Test
    void aFailedReplacementKeepsWhatWasKnown() {
        aws.put("db", LOGIN);
        var provider = secrets.usernamePassword("db");
        var first = provider.get();
        aws.deny("db");
        assertThatThrownBy(() -> provider.replace(first)).isInstanceOf(CredentialException.class);
        assertThat(provider.get()).isEqualTo(first);
    }

    @Test
    void throttledCallsAreTriedAgain() {
        aws.put("db", LOGIN).throttle("db", 2);
        assertThat(secrets.usernamePassword("db").get().username()).isEqualTo("app");
        assertThat(aws.calls()).isEqualTo(3);
    }

    @Test
    void aBorrowedClientIsNotClosed() {
        aws.put("db", LOGIN);
        secrets.close();
        assertThat(client.getSecretValue(request -> request.secretId("db")).secretString())
                .isEqualTo(LOGIN);
    }

    @Test
    void afterCloseWhatWasReadIsThereAndWhatWasNotCannotBeRead() {
        aws.put("db", LOGIN);
        var provider = secrets.usernamePassword("db");
        var first = provider.get();
        secrets.close();
        secrets.close();
        assertThat(provider.get()).isEqualTo(first);
        assertThatThrownBy(() -> secrets.secret("other").get())
                .isInstanceOf(CredentialException.class)
                .hasMessage("Cannot read secret 'other': AwsSecrets is closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two\nlines", "bell\u0007"})
    void anIdThatCannotBeOneIsAProgrammersError(String id) {
        for (Callable<?> call : List.<Callable<?>>of(
                () -> secrets.secret(id),
                () -> secrets.secret(id, "key"),
                () -> secrets.usernamePassword(id),
                () -> secrets.sshKey(id),
                () -> secrets.dataSource(id))) {
            assertThatIllegalArgumentException().isThrownBy(call::call).withMessageStartingWith("The secret's id");
        }
    }

    @Test
    void missingArgumentsAreAProgrammersError() {
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.secret(null));
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.secret("db", " "));
        assertThatIllegalArgumentException().isThrownBy(() -> secrets.secret("db", null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AwsSecrets.builder().region(""));
        assertThatThrownBy(() -> AwsSecrets.using(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void nothingShowsContent() {
        aws.put("db", LOGIN);
        CredentialProvider<UsernamePassword> provider = secrets.usernamePassword("db");
        provider.get();
        assertThat(secrets + " " + provider).doesNotContain("first-password").contains("secret 'db'");
    }
}
