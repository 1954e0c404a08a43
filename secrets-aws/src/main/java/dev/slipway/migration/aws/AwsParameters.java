package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Credentials that AWS Systems Manager Parameter Store keeps. {@code SecureString} parameters are decrypted; the other
 * types are taken as they stand.
 *
 * <p>It needs {@code software.amazon.awssdk:ssm}, which this module does not bring along, since it is large. Nothing is
 * read, and no client made, before a provider is asked for the first time. A parameter is then read once and kept in memory
 * for the life of this object; it is read again only when {@link CredentialProvider#replace} says that its content was
 * refused, once for all threads that are waiting for the answer.
 *
 * <p>A parameter's name is its name ({@code /prod/app/migrator}), possibly with {@code :version} or {@code :label} behind
 * it, or its ARN. The task, function or user needs {@code ssm:GetParameter} on it, and {@code kms:Decrypt} where a key of
 * one's own encrypts it. Whatever goes wrong is a {@link CredentialException} that names the parameter and the region and
 * never holds content.
 *
 * <p>Every call ends by a timeout (that of the client, if it is borrowed). A thread that is interrupted while it waits stops
 * waiting at once. Safe for use by many threads.
 */
public final class AwsParameters implements AutoCloseable {
    private final LazyClient<SsmClient> client;
    private final ConcurrentMap<String, CachedValue> parameters = new ConcurrentHashMap<>();

    private AwsParameters(LazyClient<SsmClient> client) {
        this.client = client;
    }

    /**
     * Parameters by the AWS SDK's default chains for region, credentials and end point ({@code AWS_ENDPOINT_URL_SSM}).
     *
     * @return parameters that own their client: close them
     * @throws CredentialException if {@code software.amazon.awssdk:ssm} is not on the class path
     */
    public static AwsParameters create() {
        return builder().build();
    }

    /** Begins parameters with options; what is not set is as in {@link #create()}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Parameters through a client of the caller's.
     *
     * @param client any client; never closed by this object
     * @return parameters that borrow the client
     */
    public static AwsParameters using(SsmClient client) {
        return new AwsParameters(LazyClient.borrowed(requireNonNull(client, "client")));
    }

    /**
     * The whole value of a parameter.
     *
     * @param name the parameter's name or ARN
     * @return a provider of the value as it stands
     * @throws IllegalArgumentException if the name is missing, blank or has control characters
     */
    public CredentialProvider<Secret> secret(String name) {
        return SecretProvider.text(cached(name));
    }

    /**
     * One value of a parameter that is a JSON object.
     *
     * @param name the parameter's name or ARN
     * @param jsonKey a key of the object; its value is text, a number or a boolean
     * @return a provider of the value's text
     * @throws IllegalArgumentException if the name or key is missing or blank, or the name has control characters
     */
    public CredentialProvider<Secret> secret(String name, String jsonKey) {
        return SecretProvider.value(cached(name), SecretProvider.requireKey(jsonKey));
    }

    /**
     * User name and password from a parameter that is a JSON object with the keys {@code username} and {@code password}.
     *
     * @param name the parameter's name or ARN
     * @return a provider of the login
     * @throws IllegalArgumentException if the name is missing, blank or has control characters
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String name) {
        return SecretProvider.login(cached(name), "username", "password");
    }

    /**
     * A private SSH key from a parameter whose whole value is the key file.
     *
     * @param name the parameter's name or ARN
     * @return a provider of the key
     * @throws IllegalArgumentException if the name is missing, blank or has control characters
     */
    public CredentialProvider<SshKey> sshKey(String name) {
        return SecretProvider.sshKey(cached(name));
    }

    /** Closes the client, unless it was borrowed. What was read before stays available; what was not cannot be read. */
    @Override
    public void close() {
        client.close();
    }

    private CachedValue cached(String name) {
        if (name == null || name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The parameter's name is missing or has a control character");
        }
        return parameters.computeIfAbsent(name, this::unread);
    }

    private CachedValue unread(String name) {
        Wanted wanted = Wanted.read(AwsApi.PARAMETER_STORE, name, "parameter '" + name + "'");
        return new CachedValue(
                wanted,
                () -> client.call(wanted, open -> {
                    var response =
                            open.getParameter(request -> request.name(name).withDecryption(true));
                    return SecretContent.of(
                            wanted.name() + " in " + LazyClient.region(open),
                            response.parameter().value());
                }));
    }

    /** Never content. */
    @Override
    public String toString() {
        return "AwsParameters";
    }

    /** Builds {@link AwsParameters}. Not thread-safe. */
    public static final class Builder extends ClientBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * The parameters, which own their client: close them. The client is made at first use.
         *
         * @throws CredentialException if {@code software.amazon.awssdk:ssm} is not on the class path
         */
        public AwsParameters build() {
            AwsApi.PARAMETER_STORE.requireModule(() -> SsmClient.class);
            ClientOptions options = options();
            return new AwsParameters(LazyClient.owned(
                    options, (region, credentials) -> options.client(SsmClient.builder(), region, credentials)));
        }
    }
}
