package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The options of every client that is made here. */
abstract class ClientBuilder<B extends ClientBuilder<B>> {
    private @Nullable String region;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(30);

    ClientBuilder() {}

    abstract B self();

    final ClientOptions options() {
        return new ClientOptions(region, connectTimeout, callTimeout);
    }

    /**
     * The AWS region, such as {@code eu-west-1}; as the SDK finds it unless set.
     *
     * @param region its code
     * @return this
     * @throws IllegalArgumentException if missing or blank
     */
    public B region(String region) {
        this.region = requireRegion(region);
        return self();
    }

    /**
     * How long one attempt waits for a connection; 5 seconds unless set.
     *
     * @param connectTimeout a positive time
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public B connectTimeout(Duration connectTimeout) {
        this.connectTimeout = requirePositive(connectTimeout, "connectTimeout");
        return self();
    }

    /**
     * How long a call takes at most, with all its attempts; 30 seconds unless set. Throttling and failures of service or
     * network are tried again twice within this time; each attempt has a third of it.
     *
     * @param callTimeout a positive time
     * @return this
     * @throws IllegalArgumentException if not positive
     */
    public B callTimeout(Duration callTimeout) {
        this.callTimeout = requirePositive(callTimeout, "callTimeout");
        return self();
    }

    static String requireRegion(@Nullable String region) {
        if (region == null || region.isBlank()) {
            throw new IllegalArgumentException("The region is missing");
        }
        return region.strip();
    }

    private static Duration requirePositive(Duration duration, String name) {
        if (requireNonNull(duration, name).isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " is not positive: " + duration);
        }
        return duration;
    }
}
