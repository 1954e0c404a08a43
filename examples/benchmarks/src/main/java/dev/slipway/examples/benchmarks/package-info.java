/** Programs that measure, and judge nothing by it. */
@NullMarked
package dev.slipway.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
