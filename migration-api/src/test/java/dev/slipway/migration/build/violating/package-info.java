/** Classes that break each rule once, to show that the rules can fail. Not {@code @NullMarked}: that is one of them. */
package dev.slipway.migration.build.violating;
