@NullMarked
package dev.slipway.migration.build.violating.second;

import org.jspecify.annotations.NullMarked;
