package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import java.util.List;
import javax.sql.DataSource;

/** A way in which a database got where it is, and the changelog that meets it there. */
record Situation(String name, Preparation preparation, Changelog changelog) {
    /** Brings an empty database into the situation. */
    @FunctionalInterface
    interface Preparation {
        void prepare(MigrationEngine engine, DataSource database) throws Exception;
    }

    /** A situation that arises when some changelogs have been migrated, whether that succeeded or not. */
    static Situation after(List<Changelog> earlier, String name, Changelog now) {
        return new Situation(
                name,
                (engine, database) -> {
                    for (var changelog : earlier) {
                        tryToMigrate(engine, changelog, database);
                    }
                },
                now);
    }

    private static void tryToMigrate(MigrationEngine engine, Changelog changelog, DataSource database) {
        try {
            engine.migrate(changelog, database);
        } catch (MigrationException expected) {
            // What a failed run leaves behind is the situation.
        }
    }
}
