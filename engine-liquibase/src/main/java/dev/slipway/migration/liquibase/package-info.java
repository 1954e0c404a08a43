/**
 * Applies changelogs with Liquibase: XML, YAML, JSON and formatted SQL. The one public type is {@link
 * dev.slipway.migration.liquibase.LiquibaseEngine}.
 */
@NullMarked
package dev.slipway.migration.liquibase;

import org.jspecify.annotations.NullMarked;
