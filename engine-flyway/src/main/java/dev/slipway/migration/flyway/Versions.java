package dev.slipway.migration.flyway;

import static java.util.Objects.requireNonNull;

import org.flywaydb.core.api.MigrationVersion;

/** Versions in Flyway's notation. */
final class Versions {
    private Versions() {}

    static MigrationVersion parse(String name, String version) {
        try {
            return MigrationVersion.fromVersion(requireNonNull(version, name));
        } catch (RuntimeException invalid) {
            throw new IllegalArgumentException(name + " is not a version of Flyway: '" + version + "'", invalid);
        }
    }
}
