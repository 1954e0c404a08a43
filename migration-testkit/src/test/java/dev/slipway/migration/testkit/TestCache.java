package dev.slipway.migration.testkit;

import java.nio.file.Path;

/** Where this module's tests keep embedded servers' data: within the build. */
final class TestCache {
    static final Path DIRECTORY = Path.of("target", "slipway-cache").toAbsolutePath();

    private TestCache() {}
}
