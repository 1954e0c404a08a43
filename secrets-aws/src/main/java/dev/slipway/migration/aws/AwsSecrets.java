package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
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
 * <p>A secret's id is its name, its ARN, or its ARN without the six random characters at the end. Amazon ECS's own form
 * is taken too: {@code :json-key:version-stage:version-id} behind the name or ARN, each of them possibly empty. {@code
 * prod/db::AWSPREVIOUS:} is the version before the last rotation, {@code prod/db:password::} one value of the current one.
 * The task, function or user needs {@code secretsmanager:GetSecretValue} on the secret, and {@code kms:Decrypt} where a
 * key of one's own encrypts it. Whatever goes wrong is a {@link CredentialException} that names the secret and the region
 * and never holds content.
 *
 * <p>Every call ends by a timeout (that of the client, if it is borrowed). A thread that is interrupted while it waits stops
 * waiting at once; the call goes on for the others, at most until its timeout. Safe for use by many threads.
 */
public final class AwsSecrets implements AutoCloseable {
    private final LazyClient<SecretsManagerClient> client;
    private final ConcurrentMap<SecretVersion, CachedValue> secrets = new ConcurrentHashMap<>();

    private AwsSecrets(LazyClient<SecretsManagerClient> client) {
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
        return new AwsSecrets(LazyClient.borrowed(requireNonNull(client, "client")));
    }

    /**
     * The whole text of a secret, or one value of it if the id names a JSON key.
     *
     * @param id the secret's id
     * @return a provider of the text as it stands
     * @throws IllegalArgumentException if the id cannot be one
     */
    public CredentialProvider<Secret> secret(String id) {
        SecretId parsed = SecretId.parse(id);
        CachedValue secret = cached(parsed.version());
        return parsed.jsonKey().isEmpty()
                ? SecretProvider.text(secret)
                : SecretProvider.value(secret, parsed.jsonKey());
    }

    /**
     * One value of a secret that is a JSON object.
     *
     * @param id the secret's id, without a JSON key
     * @param jsonKey a key of the object; its value is text, a number or a boolean
     * @return a provider of the value's text
     * @throws IllegalArgumentException if the id cannot be one, or the key is missing or blank
     */
    public CredentialProvider<Secret> secret(String id, String jsonKey) {
        return SecretProvider.value(whole(id), SecretProvider.requireKey(jsonKey));
    }

    /**
     * The whole content of a secret in base64, for what is no text, such as a keystore.
     *
     * @param id the secret's id, without a JSON key
     * @return a provider of the content's bytes (of a text's, in UTF-8), encoded
     * @throws IllegalArgumentException if the id cannot be one
     */
    public CredentialProvider<Secret> base64(String id) {
        return new SecretProvider<>(whole(id), SecretContent::base64);
    }

    /**
     * User name and password from a secret that is a JSON object with the keys {@code username} and {@code password}, as
     * Amazon RDS writes it and the console offers it. Other keys are passed over.
     *
     * @param id the secret's id, without a JSON key
     * @return a provider of the login
     * @throws IllegalArgumentException if the id cannot be one
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String id) {
        return usernamePassword(id, "username", "password");
    }

    /**
     * User name and password from a secret that is a JSON object with keys of one's own.
     *
     * @param id the secret's id, without a JSON key
     * @param usernameKey the key of the user name
     * @param passwordKey the key of the password or token
     * @return a provider of the login
     * @throws IllegalArgumentException if the id cannot be one, or a key is missing or blank
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String id, String usernameKey, String passwordKey) {
        return SecretProvider.login(
                whole(id), SecretProvider.requireKey(usernameKey), SecretProvider.requireKey(passwordKey));
    }

    /**
     * A private SSH key: the whole text of a secret, or one value of it if the id names a JSON key.
     *
     * @param id the secret's id
     * @return a provider of the key
     * @throws IllegalArgumentException if the id cannot be one
     */
    public CredentialProvider<SshKey> sshKey(String id) {
        SecretId parsed = SecretId.parse(id);
        CachedValue secret = cached(parsed.version());
        return parsed.jsonKey().isEmpty()
                ? SecretProvider.sshKey(secret)
                : SecretProvider.sshKey(secret, parsed.jsonKey());
    }

    /**
     * A private SSH key from one value of a secret that is a JSON object.
     *
     * @param id the secret's id, without a JSON key
     * @param jsonKey the key whose value is the text of the key file
     * @return a provider of the key
     * @throws IllegalArgumentException if the id cannot be one, or the key is missing or blank
     */
    public CredentialProvider<SshKey> sshKey(String id, String jsonKey) {
        return SecretProvider.sshKey(whole(id), SecretProvider.requireKey(jsonKey));
    }

    /**
     * A database described by a secret in Amazon RDS's own form: a JSON object with {@code engine}, {@code host}, {@code
     * port}, {@code dbname}, {@code username} and {@code password}. The secret is read in this call, for the address; the
     * login is asked for anew on every connect, so that a rotation is followed.
     *
     * @param id the secret's id, without a JSON key
     * @return an unpooled data source, as {@link DataSources#builder} makes it; nothing in it needs closing
     * @throws CredentialException if the secret cannot be read or lacks the address (the secret of a master user that RDS
     *     manages itself holds the login only: use {@link #usernamePassword(String)} there)
     * @throws IllegalArgumentException if the id cannot be one
     */
    public DataSource dataSource(String id) {
        return dataSource(whole(id), null, options -> {});
    }

    /**
     * A database described by a secret, as {@link #dataSource(String)}, with options.
     *
     * @param id the secret's id, without a JSON key
     * @param options sets what else the data source is to have, such as {@code options.waitUpTo(…)}
     * @return an unpooled data source
     * @throws CredentialException if the secret cannot be read or lacks the address
     * @throws IllegalArgumentException if the id cannot be one
     */
    public DataSource dataSource(String id, Consumer<DataSources.Builder> options) {
        return dataSource(whole(id), null, requireNonNull(options, "options"));
    }

    /**
     * A database on the server that a secret describes, as {@link #dataSource(String)}, with a database name of one's own
     * in the place of {@code dbname}, which such secrets often lack.
     *
     * @param id the secret's id, without a JSON key
     * @param database the name of the database
     * @return an unpooled data source
     * @throws CredentialException if the secret cannot be read or lacks the address
     * @throws IllegalArgumentException if the id cannot be one, or the name is missing or cannot stand in a JDBC URL as
     *     it is
     */
    public DataSource dataSource(String id, String database) {
        return dataSource(id, database, options -> {});
    }

    /**
     * A database on the server that a secret describes, with a database name of one's own and options.
     *
     * @param id the secret's id, without a JSON key
     * @param database the name of the database
     * @param options sets what else the data source is to have, such as {@code options.waitUpTo(…)}
     * @return an unpooled data source
     * @throws CredentialException if the secret cannot be read or lacks the address
     * @throws IllegalArgumentException if the id cannot be one, or the name is missing or cannot stand in a JDBC URL as
     *     it is
     */
    public DataSource dataSource(String id, String database, Consumer<DataSources.Builder> options) {
        RdsAddress.requireDatabase(database);
        return dataSource(whole(id), database, requireNonNull(options, "options"));
    }

    private static DataSource dataSource(
            CachedValue secret, @Nullable String database, Consumer<DataSources.Builder> options) {
        String url = new SecretProvider<>(secret, content -> RdsAddress.jdbcUrl(content, database)).get();
        DataSources.Builder builder = DataSources.builder(url);
        options.accept(builder);
        return builder.credentials(SecretProvider.login(secret, "username", "password"))
                .build();
    }

    /**
     * Reads several secrets by one call ahead of the first use, instead of one call each. What was read already, names a
     * version, or cannot be had this way, is read when its provider is asked, whose exception then says what is wrong: so
     * nothing is lost where {@code secretsmanager:BatchGetSecretValue}, which this call needs, is not allowed.
     *
     * @param ids the secrets' ids; with fewer than two that are not known yet, nothing is read
     * @throws CredentialException if AWS Secrets Manager cannot be asked at all: no region, no credentials, no connection
     * @throws IllegalArgumentException if an id cannot be one
     */
    public void prefetch(Collection<String> ids) {
        List<CachedValue> unread = ids.stream()
                .map(id -> SecretId.parse(id).version())
                .distinct()
                .filter(SecretVersion::isCurrent)
                .map(this::cached)
                .filter(secret -> secret.known() == null)
                .toList();
        if (unread.size() > 1) {
            new SecretBatch(client, unread).read();
        }
    }

    /** Closes the client, unless it was borrowed. What was read before stays available; what was not cannot be read. */
    @Override
    public void close() {
        client.close();
    }

    private CachedValue whole(String id) {
        return cached(SecretId.whole(id));
    }

    private CachedValue cached(SecretVersion secret) {
        return secrets.computeIfAbsent(
                secret, version -> new CachedValue(version.wanted(), () -> SecretCall.read(client, version)));
    }

    /** Never content. */
    @Override
    public String toString() {
        return "AwsSecrets";
    }

    /** Builds {@link AwsSecrets}. Not thread-safe. */
    public static final class Builder extends ClientBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The secrets, which own their client: close them. The client is made at first use. */
        public AwsSecrets build() {
            ClientOptions options = options();
            return new AwsSecrets(LazyClient.owned(
                    options,
                    (region, credentials) -> options.client(SecretsManagerClient.builder(), region, credentials)));
        }
    }
}
