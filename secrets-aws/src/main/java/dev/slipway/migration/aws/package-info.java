/**
 * Credentials from AWS: {@link dev.slipway.migration.aws.AwsSecrets} hands out what AWS Secrets Manager keeps, {@link
 * dev.slipway.migration.aws.AwsParameters} what Parameter Store keeps, {@link dev.slipway.migration.aws.AwsKms} what KMS
 * encrypted, and {@link dev.slipway.migration.aws.RdsTokens} makes tokens for Amazon RDS.
 */
@NullMarked
package dev.slipway.migration.aws;

import org.jspecify.annotations.NullMarked;
