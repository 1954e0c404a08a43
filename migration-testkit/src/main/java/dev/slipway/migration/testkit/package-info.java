/**
 * What proves an implementation: extend {@link dev.slipway.migration.testkit.ChangelogSourceContract}, {@link
 * dev.slipway.migration.testkit.CredentialProviderContract} or {@link
 * dev.slipway.migration.testkit.MigrationEngineContract} in your tests and see it pass. The contracts need JUnit Jupiter
 * 5.14 or newer and nothing else.
 */
@NullMarked
package dev.slipway.migration.testkit;

import org.jspecify.annotations.NullMarked;
