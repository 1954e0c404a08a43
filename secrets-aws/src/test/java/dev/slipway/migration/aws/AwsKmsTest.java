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
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.KmsClient;

class AwsKmsTest {
    private static final String PASSWORD = "Kx7-gt4.wq9+zr2-mn5";

    private final KmsStandIn kms = AwsStandIn.start().kms();
    private final KmsClient client = kms.client();
    private final AwsKms values = AwsKms.using(client);

    @AfterEach
    void stop() {
        client.close();
        kms.aws().close();
    }

    @Test
    void anEncryptedValueIsDecryptedOnce() {
        String encrypted = kms.encrypt(LoginContract.json(PASSWORD));
        var provider = values.usernamePassword(encrypted);
        assertThat(kms.calls()).isZero();
        assertThat(provider.get()).isEqualTo(new UsernamePassword("app", Secret.of(PASSWORD)));
        assertThat(values.secret(encrypted, "password").get()).isEqualTo(Secret.of(PASSWORD));
        assertThat(values.secret(encrypted).get()).isEqualTo(Secret.of(LoginContract.json(PASSWORD)));
        assertThat(values.sshKey(encrypted).get().privateKey()).isEqualTo(Secret.of(LoginContract.json(PASSWORD)));
        assertThat(kms.calls()).isOne();
    }

    @Test
    void lineBreaksInTheBase64ArePassedOver() {
        String encrypted = kms.encrypt(PASSWORD);
        String wrapped = encrypted.substring(0, 40) + "\r\n" + encrypted.substring(40) + "\n";
        assertThat(values.secret(wrapped).get()).isEqualTo(Secret.of(PASSWORD));
    }

    @Test
    void deniedAccessNamesThePermission() {
        String encrypted = kms.encrypt(PASSWORD);
        kms.deny(encrypted);
        assertThat(failure(PASSWORD, values.secret(encrypted)))
                .startsWith("Cannot decrypt KMS value '" + encrypted.substring(0, 12)
                        + "…' in eu-west-1: access to the key that encrypted it is denied, or the key is of another"
                        + " region: allow kms:Decrypt on that key (AWS: User: arn:aws:sts::123456789012:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InvalidCiphertextException | KMS did not encrypt this, or with an encryption context: check that",
                "DisabledException | the key that encrypted it is disabled or about to be deleted: enable it",
                "KMSInvalidStateException | the key that encrypted it is disabled or about to be deleted: enable it",
                "NotFoundException | the key that encrypted it is not there: check region and account",
                "SomethingNew | the call was refused (SomethingNew, HTTP status 400): check",
            })
    void refusalsAreExplained(String code, String explanation) {
        String encrypted = kms.encrypt(PASSWORD);
        kms.fault(encrypted, 400, code, "x");
        assertThat(failure(PASSWORD, values.secret(encrypted))).contains("' in eu-west-1: " + explanation);
    }

    @Test
    void whatKmsDidNotEncryptIsRefusedByIt() {
        assertThat(failure(PASSWORD, values.secret("aGVsbG8="))).contains("KMS did not encrypt this");
    }

    @Test
    void whatIsNoBase64IsAProgrammersErrorAndNotQuoted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.secret(PASSWORD))
                .withMessageNotContaining("Kx7")
                .withNoCause();
        assertThatIllegalArgumentException().isThrownBy(() -> values.secret(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> values.secret(null));
    }

    @Test
    void plainBytesThatAreNoTextAreRefused() {
        String encrypted = kms.encrypt(new byte[] {(byte) 0xff, 1});
        assertThat(failure(PASSWORD, values.secret(encrypted))).contains("holds binary content that is no UTF-8 text");
    }

    @Test
    void nothingIsDecryptedAfterClose() {
        values.close();
        assertThat(failure(PASSWORD, values.secret(kms.encrypt(PASSWORD)))).endsWith("…': AwsKms is closed");
    }

    @Test
    void nothingShowsContent() {
        var provider = values.secret(kms.encrypt(PASSWORD));
        provider.get();
        assertThat(values + " " + provider).doesNotContain(PASSWORD).contains("KMS value '");
    }

    private final String rotating = kms.encrypt("");

    /** KMS never decrypts the same value to another one; here it does, so that nothing of the contract is left out. */
    @Nested
    class Login extends LoginContract {
        Login() {
            super(PASSWORD, kms);
        }

        @Override
        void store(String text) {
            kms.change(rotating, text);
        }

        @Override
        protected CredentialProvider<UsernamePassword> provider() {
            return AwsKms.using(client).usernamePassword(rotating);
        }

        @Override
        CredentialProvider<UsernamePassword> providerOf(String text) {
            return AwsKms.using(client).usernamePassword(kms.encrypt(text));
        }
    }
}
