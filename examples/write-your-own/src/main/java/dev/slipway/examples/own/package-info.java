/** A source, a provider and an engine, written from {@code docs/write-your-own.md}. */
@NullMarked
package dev.slipway.examples.own;

import org.jspecify.annotations.NullMarked;
