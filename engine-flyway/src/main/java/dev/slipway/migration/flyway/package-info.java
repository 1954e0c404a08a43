/** Applies changelogs with Flyway: {@link dev.slipway.migration.flyway.FlywayEngine}. */
@NullMarked
package dev.slipway.migration.flyway;

import org.jspecify.annotations.NullMarked;
