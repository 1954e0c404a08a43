package dev.slipway.migration.aws;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client is made with.
 *
 * @param region as the SDK finds it if null
 * @param connectTimeout for one attempt
 * @param callTimeout for all attempts together
 */
record ClientOptions(@Nullable String region, Duration connectTimeout, Duration callTimeout) {
    private static final int ATTEMPTS = 3;

    Duration attemptTimeout() {
        Duration third = callTimeout.dividedBy(ATTEMPTS);
        return third.toMillis() > 0 ? third : Duration.ofMillis(1);
    }
}
