/** A runner for a container task: takes a revision of a Git repository and migrates a database with it. */
@NullMarked
package dev.slipway.examples.runner;

import org.jspecify.annotations.NullMarked;
