package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * Credentials that were encrypted with AWS KMS and are kept as base64 where anybody may read them: what {@code aws kms
 * encrypt --query CiphertextBlob --output text} printed. They are at most 4096 bytes long before encryption. Values that
 * were encrypted with an encryption context or an asymmetric key are not served.
 *
 * <p>It needs {@code software.amazon.awssdk:kms}, which this module does not bring along. Nothing is decrypted, and no
 * client made, before a provider is asked for the first time. The plain value is then kept in memory for the life of this
 * object.
 *
 * <p>The task, function or user needs {@code kms:Decrypt} on the key. Whatever goes wrong is a {@link CredentialException}
 * that shows the first characters of the encrypted value and never holds the plain one.
 *
 * <p>Every call ends by a timeout (that of the client, if it is borrowed). A thread that is interrupted while it waits stops
 * waiting at once. Safe for use by many threads.
 */
public final class AwsKms implements AutoCloseable {
    private static final int SHOWN = 12;

    private final LazyClient<KmsClient> client;
    private final ConcurrentMap<String, CachedValue> values = new ConcurrentHashMap<>();

    private AwsKms(LazyClient<KmsClient> client) {
        this.client = client;
    }

    /**
     * Decryption by the AWS SDK's default chains for region, credentials and end point ({@code AWS_ENDPOINT_URL_KMS}).
     *
     * @return an object that owns its client: close it
     * @throws CredentialException if {@code software.amazon.awssdk:kms} is not on the class path
     */
    public static AwsKms create() {
        return builder().build();
    }

    /** Begins with options; what is not set is as in {@link #create()}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decryption through a client of the caller's.
     *
     * @param client any client; never closed by this object
     * @return an object that borrows the client
     */
    public static AwsKms using(KmsClient client) {
        return new AwsKms(LazyClient.borrowed(requireNonNull(client, "client")));
    }

    /**
     * The whole plain text of an encrypted value.
     *
     * @param base64 what KMS encrypted, in base64; white space in it is passed over
     * @return a provider of the plain text
     * @throws IllegalArgumentException if the text is missing or no base64
     */
    public CredentialProvider<Secret> secret(String base64) {
        return SecretProvider.text(cached(base64));
    }

    /**
     * One value of an encrypted JSON object.
     *
     * @param base64 what KMS encrypted, in base64
     * @param jsonKey a key of the object; its value is text, a number or a boolean
     * @return a provider of the value's text
     * @throws IllegalArgumentException if the text is missing or no base64, or the key is missing or blank
     */
    public CredentialProvider<Secret> secret(String base64, String jsonKey) {
        return SecretProvider.value(cached(base64), SecretProvider.requireKey(jsonKey));
    }

    /**
     * User name and password from an encrypted JSON object with the keys {@code username} and {@code password}.
     *
     * @param base64 what KMS encrypted, in base64
     * @return a provider of the login
     * @throws IllegalArgumentException if the text is missing or no base64
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String base64) {
        return SecretProvider.login(cached(base64), "username", "password");
    }

    /**
     * A private SSH key from an encrypted key file.
     *
     * @param base64 what KMS encrypted, in base64
     * @return a provider of the key
     * @throws IllegalArgumentException if the text is missing or no base64
     */
    public CredentialProvider<SshKey> sshKey(String base64) {
        return SecretProvider.sshKey(cached(base64));
    }

    /** Closes the client, unless it was borrowed. What was decrypted before stays available. */
    @Override
    public void close() {
        client.close();
    }

    private CachedValue cached(String base64) {
        String compact = base64 == null ? "" : base64.replaceAll("\\s", "");
        if (compact.isEmpty()) {
            throw new IllegalArgumentException("The encrypted value is missing: give what KMS encrypted, in base64");
        }
        return values.computeIfAbsent(compact, this::undecrypted);
    }

    private CachedValue undecrypted(String base64) {
        SdkBytes encrypted = SdkBytes.fromByteArrayUnsafe(decode(base64));
        String name = "KMS value '" + base64.substring(0, Math.min(SHOWN, base64.length())) + "…'";
        var wanted = new Wanted(AwsApi.KMS, "Cannot decrypt " + name, "", name);
        return new CachedValue(
                wanted,
                () -> client.call(wanted, open -> {
                    var response = open.decrypt(request -> request.ciphertextBlob(encrypted));
                    return SecretContent.of(
                            name + " in " + LazyClient.region(open),
                            response.plaintext().asByteArray());
                }));
    }

    /** Not quoted: somebody may have given the plain value by mistake. */
    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "The encrypted value is no base64: give what 'aws kms encrypt' prints as CiphertextBlob");
        }
    }

    /** Never content. */
    @Override
    public String toString() {
        return "AwsKms";
    }

    /** Builds {@link AwsKms}. Not thread-safe. */
    public static final class Builder extends ClientBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * The object, which owns its client: close it. The client is made at first use.
         *
         * @throws CredentialException if {@code software.amazon.awssdk:kms} is not on the class path
         */
        public AwsKms build() {
            AwsApi.KMS.requireModule(() -> KmsClient.class);
            ClientOptions options = options();
            return new AwsKms(LazyClient.owned(
                    options, (region, credentials) -> options.client(KmsClient.builder(), region, credentials)));
        }
    }
}
