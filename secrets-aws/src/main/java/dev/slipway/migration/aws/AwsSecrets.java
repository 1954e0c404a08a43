package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Credentials that AWS Secrets Manager keeps.
 *
 * <pre>{@code
 * try (var secrets = AwsSecrets.create()) {
 *     var database = DataSources.of("jdbc:postgresql://db/app", secrets.usernamePassword("prod/app/migrator"));
 *     …
 * }
 * }</pre>
 *
 * <p>Nothing is read, and no client made, before a provider is asked for the first time. A secret is then read once and
 * kept in memory for the life of this object, however many providers take keys from it. It is read again only when {@link
 * CredentialProvider#replace} says that its content was refused, once for all threads that are waiting for the answer.
 *
 * <p>A secret's id is its name, its ARN, or its ARN without the six random characters at the end. The task, function or
 * user needs {@code secretsmanager:GetSecretValue} on it, and {@code kms:Decrypt} where a key of one's own encrypts it.
 * Whatever goes wrong is a {@link CredentialException} that names the secret and the region and never holds content.
 *
 * <p>Every call ends by a {@linkplain Builder#callTimeout timeout} (that of the client, if it is borrowed). A thread that is
 * interrupted while it waits stops waiting at once; the call goes on for the others, at most until its timeout. Safe for use
 * by many threads.
 */
public final class AwsSecrets implements AutoCloseable {
    private final SecretsClient client;
    private final ConcurrentMap<SecretVersion, CachedSecret> secrets = new ConcurrentHashMap<>();

    private AwsSecrets(SecretsClient client) {
        this.client = client;
    }

    /**
     * Secrets by the AWS SDK's default chains for region, credentials and end point: environment variables such as {@code
     * AWS_REGION} and {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}, profiles, the task role of a container, the role of an
     * instance.
     *
     * @return secrets that own their client: close them
     */
    public static AwsSecrets create() {
        return builder().build();
    }

    /** Begins secrets with options; what is not set is as in {@link #create()}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Secrets through a client of the caller's: for a role to assume, a proxy, another HTTP client.
     *
     * @param client any client; never closed by this object
     * @return secrets that borrow the client
     */
    public static AwsSecrets using(SecretsManagerClient client) {
        return new AwsSecrets(SecretsClient.borrowed(requireNonNull(client, "client")));
    }

    /**
     * The whole text of a secret.
     *
     * @param id the secret's name or ARN
     * @return a provider of the text as it stands
     * @throws IllegalArgumentException if the id is missing, blank or has control characters
     */
    public CredentialProvider<Secret> secret(String id) {
        return provider(id, SecretContent::text);
    }

    /**
     * One value of a secret that is a JSON object.
     *
     * @param id the secret's name or ARN
     * @param jsonKey a key of the object; its value is text, a number or a boolean
     * @return a provider of the value's text
     * @throws IllegalArgumentException if the id or key is missing or blank, or the id has control characters
     */
    public CredentialProvider<Secret> secret(String id, String jsonKey) {
        requireKey(jsonKey);
        return provider(id, content -> content.value(jsonKey));
    }

    /**
     * User name and password from a secret that is a JSON object with the keys {@code username} and {@code password}, as
     * Amazon RDS writes it and the console offers it. Other keys are passed over.
     *
     * @param id the secret's name or ARN
     * @return a provider of the login
     * @throws IllegalArgumentException if the id is missing, blank or has control characters
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String id) {
        return usernamePassword(id, "username", "password");
    }

    /**
     * User name and password from a secret that is a JSON object with keys of one's own.
     *
     * @param id the secret's name or ARN
     * @param usernameKey the key of the user name
     * @param passwordKey the key of the password or token
     * @return a provider of the login
     * @throws IllegalArgumentException if the id or a key is missing or blank, or the id has control characters
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String id, String usernameKey, String passwordKey) {
        requireKey(usernameKey);
        requireKey(passwordKey);
        return provider(
                id, content -> new UsernamePassword(content.value(usernameKey).reveal(), content.value(passwordKey)));
    }

    /**
     * A private SSH key from a secret whose whole text is the key file.
     *
     * @param id the secret's name or ARN
     * @return a provider of the key
     * @throws IllegalArgumentException if the id is missing, blank or has control characters
     */
    public CredentialProvider<SshKey> sshKey(String id) {
        return provider(id, content -> SshKey.of(content.text()));
    }

    /**
     * A private SSH key from one value of a secret that is a JSON object.
     *
     * @param id the secret's name or ARN
     * @param jsonKey the key whose value is the text of the key file
     * @return a provider of the key
     * @throws IllegalArgumentException if the id or key is missing or blank, or the id has control characters
     */
    public CredentialProvider<SshKey> sshKey(String id, String jsonKey) {
        requireKey(jsonKey);
        return provider(id, content -> SshKey.of(content.value(jsonKey)));
    }

    /**
     * A database described by a secret in Amazon RDS's own form: a JSON object with {@code engine}, {@code host}, {@code
     * port}, {@code dbname}, {@code username} and {@code password}. The secret is read in this call, for the address; the
     * login is asked for anew on every connect, so that a rotation is followed.
     *
     * @param id the secret's name or ARN
     * @return an unpooled data source, as {@link DataSources#builder} makes it; nothing in it needs closing
     * @throws CredentialException if the secret cannot be read or lacks the address (the secret of a master user that RDS
     *     manages itself holds the login only: use {@link #usernamePassword(String)} there)
     * @throws IllegalArgumentException if the id is missing, blank or has control characters
     */
    public DataSource dataSource(String id) {
        return dataSource(cached(id), null);
    }

    /**
     * A database on the server that a secret describes, as {@link #dataSource(String)}, with a database name of one's own
     * in the place of {@code dbname}, which such secrets often lack.
     *
     * @param id the secret's name or ARN
     * @param database the name of the database
     * @return an unpooled data source
     * @throws CredentialException if the secret cannot be read or lacks the address
     * @throws IllegalArgumentException if the id is missing, blank or has control characters, or the name is missing or
     *     cannot stand in a JDBC URL as it is
     */
    public DataSource dataSource(String id, String database) {
        RdsAddress.requireDatabase(database);
        return dataSource(cached(id), database);
    }

    private DataSource dataSource(CachedSecret secret, @Nullable String database) {
        String url = new SecretProvider<>(secret, content -> RdsAddress.jdbcUrl(content, database)).get();
        return DataSources.of(url, usernamePassword(secret.version().id()));
    }

    /** Closes the client, unless it was borrowed. What was read before stays available; what was not cannot be read. */
    @Override
    public void close() {
        client.close();
    }

    private <C> CredentialProvider<C> provider(String id, SecretReader<C> reader) {
        return new SecretProvider<>(cached(id), reader);
    }

    private CachedSecret cached(String id) {
        return secrets.computeIfAbsent(SecretVersion.current(id), version -> new CachedSecret(version, client));
    }

    private static void requireKey(String jsonKey) {
        if (jsonKey == null || jsonKey.isBlank()) {
            throw new IllegalArgumentException(
                    "The JSON key is missing: use the form without a key for the whole text");
        }
    }

    /** Never content. */
    @Override
    public String toString() {
        return "AwsSecrets";
    }

    /** Builds {@link AwsSecrets}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String region;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration callTimeout = Duration.ofSeconds(30);

        private Builder() {}

        /**
         * The AWS region, such as {@code eu-west-1}; as the SDK finds it unless set.
         *
         * @throws IllegalArgumentException if missing or blank
         */
        public Builder region(String region) {
            if (region == null || region.isBlank()) {
                throw new IllegalArgumentException("The region is missing");
            }
            this.region = region.strip();
            return this;
        }

        /**
         * How long one attempt waits for a connection; 5 seconds unless set.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = requirePositive(connectTimeout, "connectTimeout");
            return this;
        }

        /**
         * How long a call takes at most, with all its attempts; 30 seconds unless set. Throttling and failures of service
         * or network are tried again twice within this time; each attempt has a third of it.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = requirePositive(callTimeout, "callTimeout");
            return this;
        }

        /** The secrets, which own their client: close them. The client is made at first use. */
        public AwsSecrets build() {
            return new AwsSecrets(SecretsClient.owned(new ClientOptions(region, connectTimeout, callTimeout)));
        }

        private static Duration requirePositive(Duration duration, String name) {
            if (requireNonNull(duration, name).isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(name + " is not positive: " + duration);
            }
            return duration;
        }
    }
}
