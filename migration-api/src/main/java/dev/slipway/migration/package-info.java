/**
 * Puts a database schema where a changelog says it should be:
 *
 * <pre>{@code engine.migrate(source.fetch(), database);}</pre>
 *
 * <p>{@link dev.slipway.migration.ChangelogSource} says where the files come from, {@link
 * dev.slipway.migration.MigrationEngine} applies them, {@link dev.slipway.migration.CredentialProvider} says who may log
 * in. All public types but the builders are immutable and safe for use by many threads.
 */
@NullMarked
package dev.slipway.migration;

import org.jspecify.annotations.NullMarked;
