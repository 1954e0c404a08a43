package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.regions.Region;

/** A client of one part of AWS: made at the first call and closed at the end, or borrowed. */
final class LazyClient<C extends AwsClient> implements AutoCloseable {
    private final @Nullable AwsAccess access;
    private final BiFunction<Region, AwsCredentialsProvider, C> maker;
    private @Nullable C client;
    private boolean closed;

    private LazyClient(
            @Nullable AwsAccess access, BiFunction<Region, AwsCredentialsProvider, C> maker, @Nullable C client) {
        this.access = access;
        this.maker = maker;
        this.client = client;
    }

    static <C extends AwsClient> LazyClient<C> owned(
            ClientOptions options, BiFunction<Region, AwsCredentialsProvider, C> maker) {
        return new LazyClient<>(AwsAccess.owned(options.region()), maker, null);
    }

    static <C extends AwsClient> LazyClient<C> borrowed(C client) {
        return new LazyClient<>(null, (region, credentials) -> client, client);
    }

    /** Makes one call, tried again as the SDK does; throws CredentialException. */
    <R> R call(Wanted wanted, Function<C, R> call) {
        C open = open(wanted);
        var configuration = open.serviceClientConfiguration();
        try {
            return call.apply(open);
        } catch (CredentialException ours) {
            throw ours;
        } catch (RuntimeException failure) {
            throw Failures.of(failure, wanted, configuration);
        }
    }

    /** How messages name the region that answers. */
    static String region(AwsClient client) {
        return client.serviceClientConfiguration().region().id();
    }

    /** The client, and the certainty that there are credentials: their absence is found before the call, not within it. */
    private C open(Wanted wanted) {
        C open = client(wanted);
        if (access != null) {
            access.resolve(wanted);
        }
        return open;
    }

    private synchronized C client(Wanted wanted) {
        if (closed) {
            throw new CredentialException(wanted.failed() + ": " + wanted.api().type() + " is closed");
        }
        if (client == null) {
            client = make(wanted);
        }
        return client;
    }

    private C make(Wanted wanted) {
        try {
            if (access == null) {
                throw new IllegalStateException("A borrowed client is there from the beginning");
            }
            return maker.apply(access.region(wanted), access.credentials(wanted));
        } catch (CredentialException ours) {
            throw ours;
        } catch (RuntimeException failure) {
            throw Failures.noClient(failure, wanted);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (access != null) {
            if (client != null) {
                client.close();
                client = null;
            }
            access.close();
        }
    }
}
