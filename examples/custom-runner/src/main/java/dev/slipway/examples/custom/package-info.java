/** A runner that looks before it leaps. */
@NullMarked
package dev.slipway.examples.custom;

import org.jspecify.annotations.NullMarked;
