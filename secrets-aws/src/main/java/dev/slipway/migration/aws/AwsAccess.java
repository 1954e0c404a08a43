package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Region and AWS credentials, found at first use unless given; closes the provider that it made. */
final class AwsAccess implements AutoCloseable {
    private final @Nullable String region;
    private final boolean borrowed;
    private @Nullable AwsCredentialsProvider credentials;
    private boolean closed;

    private AwsAccess(@Nullable String region, @Nullable AwsCredentialsProvider credentials) {
        this.region = region;
        this.credentials = credentials;
        this.borrowed = credentials != null;
    }

    /** By the default chains, but for the region if one is given. */
    static AwsAccess owned(@Nullable String region) {
        return new AwsAccess(region, null);
    }

    static AwsAccess borrowed(String region, AwsCredentialsProvider credentials) {
        return new AwsAccess(region, requireNonNull(credentials, "credentials"));
    }

    Region region(Wanted wanted) {
        try {
            return region == null ? SdkChains.region() : Region.of(region);
        } catch (RuntimeException failure) {
            throw Failures.noRegion(wanted);
        }
    }

    synchronized AwsCredentialsProvider credentials(Wanted wanted) {
        if (closed) {
            throw new CredentialException(wanted.failed() + ": " + wanted.api().type() + " is closed");
        }
        if (credentials == null) {
            try {
                credentials = SdkChains.credentials();
            } catch (RuntimeException failure) {
                throw Failures.noClient(failure, wanted);
            }
        }
        return credentials;
    }

    /** The credentials themselves; their absence is an exception that says what to do. */
    AwsCredentials resolve(Wanted wanted) {
        AwsCredentialsProvider chain = credentials(wanted);
        try {
            return chain.resolveCredentials();
        } catch (RuntimeException failure) {
            throw Failures.noCredentials(failure, wanted);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (!borrowed && credentials instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }
}
