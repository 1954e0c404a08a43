package dev.slipway.migration.aws;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * What a client is made with.
 *
 * @param region as the SDK finds it if null
 * @param connectTimeout for one attempt
 * @param callTimeout for all attempts together
 */
record ClientOptions(@Nullable String region, Duration connectTimeout, Duration callTimeout) {
    private static final int ATTEMPTS = 3;

    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            B builder, Region region, AwsCredentialsProvider credentials) {
        builder.region(region);
        builder.credentialsProvider(credentials);
        builder.httpClientBuilder(UrlConnectionHttpClient.builder()
                .connectionTimeout(connectTimeout)
                .socketTimeout(attemptTimeout()));
        builder.overrideConfiguration(override -> override.apiCallTimeout(callTimeout)
                .apiCallAttemptTimeout(attemptTimeout())
                .retryStrategy(RetryMode.STANDARD));
        return builder.build();
    }

    private Duration attemptTimeout() {
        Duration third = callTimeout.dividedBy(ATTEMPTS);
        return third.toMillis() > 0 ? third : Duration.ofMillis(1);
    }
}
