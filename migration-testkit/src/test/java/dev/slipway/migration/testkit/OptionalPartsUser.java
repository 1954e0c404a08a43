package dev.slipway.migration.testkit;

import static dev.slipway.migration.testkit.SampleChangelogs.ships;

import dev.slipway.migration.MigrationException;

/** Loaded by a class loader that has not everything: see {@link OptionalPartsTest}. */
public final class OptionalPartsUser {
    private OptionalPartsUser() {}

    public static String useH2() throws Exception {
        // What DriverManager does by itself in a JVM that has not looked for drivers yet.
        Class.forName("org.h2.Driver");
        try (var databases = TestDatabases.builder(ScriptEngine.withFingerprint("optional"), ships("optional"))
                        .server(TestServer.h2())
                        .open();
                var database = databases.create()) {
            return Integer.toString(ships(database.dataSource()));
        }
    }

    public static String startPostgres() {
        try (var databases = TestDatabases.builder(ScriptEngine.withFingerprint("optional"), ships("optional"))
                .cacheDirectory(TestCache.DIRECTORY)
                .open()) {
            return databases.create().jdbcUrl();
        } catch (MigrationException failure) {
            return failure.getMessage();
        }
    }
}
