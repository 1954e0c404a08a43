/** An application that migrates its database when it starts. */
@NullMarked
package dev.slipway.examples.startup;

import org.jspecify.annotations.NullMarked;
