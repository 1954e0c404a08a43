/** A repository class and its tests on a real database. */
@NullMarked
package dev.slipway.examples.unittest;

import org.jspecify.annotations.NullMarked;
