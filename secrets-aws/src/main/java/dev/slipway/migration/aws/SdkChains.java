package dev.slipway.migration.aws;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/**
 * The SDK's default chains, but for their last link inside a container: an instance's metadata cannot be reached there,
 * or are those of a host whose role is not ours to use, and asking for them costs seconds before the true error is seen.
 */
final class SdkChains {
    private SdkChains() {}

    static Region region() {
        return inContainer() || byWebIdentity()
                ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                        .getRegion()
                : new DefaultAwsRegionProviderChain().getRegion();
    }

    static AwsCredentialsProvider credentials() {
        return inContainer() || byWebIdentity()
                ? AwsCredentialsProviderChain.of(
                        SystemPropertyCredentialsProvider.create(),
                        EnvironmentVariableCredentialsProvider.create(),
                        WebIdentityTokenFileCredentialsProvider.create(),
                        ProfileCredentialsProvider.create(),
                        ContainerCredentialsProvider.builder().build())
                : DefaultCredentialsProvider.builder().build();
    }

    /** Whether the platform offers a role in exchange for a token in a file: service accounts of EKS. */
    static boolean byWebIdentity() {
        return SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE.getStringValue().isPresent();
    }

    /** Whether the platform offers a role to this container: ECS, Fargate, EKS Pod Identity. */
    static boolean inContainer() {
        return SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
                        .getStringValue()
                        .isPresent()
                || SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI
                        .getStringValue()
                        .isPresent();
    }
}
