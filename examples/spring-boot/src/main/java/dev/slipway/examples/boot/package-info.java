/** A Spring Boot application whose database is migrated by a bean. */
@NullMarked
package dev.slipway.examples.boot;

import org.jspecify.annotations.NullMarked;
