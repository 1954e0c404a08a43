/**
 * Credentials from AWS: {@link dev.slipway.migration.aws.AwsSecrets} hands out what AWS Secrets Manager keeps.
 */
@NullMarked
package dev.slipway.migration.aws;

import org.jspecify.annotations.NullMarked;
