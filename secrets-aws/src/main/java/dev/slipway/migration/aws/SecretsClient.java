package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Reads secrets; makes its client at the first read and closes what it made. */
final class SecretsClient implements AutoCloseable {
    private final @Nullable ClientOptions options;
    private @Nullable SecretsManagerClient client;
    private volatile @Nullable AwsCredentialsProvider credentials;
    private boolean closed;

    private SecretsClient(@Nullable ClientOptions options, @Nullable SecretsManagerClient client) {
        this.options = options;
        this.client = client;
    }

    static SecretsClient owned(ClientOptions options) {
        return new SecretsClient(options, null);
    }

    static SecretsClient borrowed(SecretsManagerClient client) {
        return new SecretsClient(null, client);
    }

    /** Reads a secret by one call, tried again as the SDK does; throws CredentialException. */
    SecretContent read(SecretVersion version) {
        SecretsManagerClient open = open(version);
        var configuration = open.serviceClientConfiguration();
        try {
            return content(version, configuration.region().id(), open.getSecretValue(request(version)));
        } catch (CredentialException ours) {
            throw ours;
        } catch (RuntimeException failure) {
            throw Failures.of(failure, version, configuration);
        }
    }

    private static GetSecretValueRequest request(SecretVersion version) {
        return GetSecretValueRequest.builder().secretId(version.id()).build();
    }

    private static SecretContent content(SecretVersion version, String region, GetSecretValueResponse response) {
        String name = version + " in " + region;
        if (response.secretString() != null) {
            return new SecretContent(name, response.secretString());
        }
        if (response.secretBinary() == null) {
            throw new CredentialException("The " + name + " holds nothing: store a value");
        }
        try {
            ByteBuffer bytes = response.secretBinary().asByteBuffer();
            return new SecretContent(
                    name, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException binary) {
            throw new CredentialException(
                    "The " + name + " holds binary content that is no UTF-8 text: store it as text");
        }
    }

    /** The client, and the certainty that there are credentials: their absence is found before the call, not within it. */
    private SecretsManagerClient open(SecretVersion version) {
        SecretsManagerClient open = client(version);
        AwsCredentialsProvider chain = credentials;
        try {
            if (chain != null) {
                chain.resolveCredentials();
            }
            return open;
        } catch (RuntimeException failure) {
            throw Failures.noCredentials(version, SdkChains.inContainer());
        }
    }

    private synchronized SecretsManagerClient client(SecretVersion version) {
        if (closed) {
            throw new CredentialException("Cannot read " + version + ": AwsSecrets is closed");
        }
        if (client == null) {
            ClientOptions given = requireNonNull(options);
            Region region = region(given, version);
            try {
                credentials = SdkChains.credentials();
                client = make(given, region, credentials);
            } catch (RuntimeException failure) {
                throw Failures.noClient(failure, version);
            }
        }
        return client;
    }

    private static Region region(ClientOptions options, SecretVersion version) {
        try {
            return options.region() == null ? SdkChains.region() : Region.of(options.region());
        } catch (RuntimeException failure) {
            throw Failures.noRegion(version);
        }
    }

    private static SecretsManagerClient make(ClientOptions options, Region region, AwsCredentialsProvider credentials) {
        return SecretsManagerClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(options.connectTimeout())
                        .socketTimeout(options.attemptTimeout()))
                .overrideConfiguration(override -> override.apiCallTimeout(options.callTimeout())
                        .apiCallAttemptTimeout(options.attemptTimeout())
                        .retryStrategy(RetryMode.STANDARD))
                .build();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (options != null && client != null) {
            client.close();
            client = null;
            if (credentials instanceof SdkAutoCloseable closeable) {
                closeable.close();
            }
        }
    }
}
