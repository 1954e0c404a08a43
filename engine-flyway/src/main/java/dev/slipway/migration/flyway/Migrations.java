package dev.slipway.migration.flyway;

import dev.slipway.migration.Migration;
import java.util.Objects;
import org.flywaydb.core.api.MigrationInfo;

/** Names migrations as Flyway's history does. */
final class Migrations {
    private Migrations() {}

    /** {@code 1.2} for a versioned migration, {@code R__views} for a repeatable one. */
    static Migration of(MigrationInfo info, ChangelogResources resources) {
        String script = Objects.requireNonNullElse(info.getScript(), "");
        String id =
                info.getVersion() == null ? baseName(script) : info.getVersion().getVersion();
        var migration = Migration.builder(id).description(Objects.requireNonNullElse(info.getDescription(), ""));
        resources.file(script).ifPresent(file -> migration.path(file.path()));
        return migration.build();
    }

    /** Whether a line of the history is Flyway's note about schemas that it made or lines that it deleted. */
    static boolean isMarker(MigrationInfo info) {
        String type = String.valueOf(info.getType());
        return type.equals("SCHEMA") || type.equals("DELETE") || type.equals("TABLE");
    }

    private static String baseName(String script) {
        String name = script.substring(script.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
