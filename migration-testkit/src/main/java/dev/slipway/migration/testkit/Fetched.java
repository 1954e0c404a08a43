package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrationEngine;
import org.jspecify.annotations.Nullable;

/** What decides whether two fixtures may share databases, asked for once: fetching may be slow, a fingerprint too. */
final class Fetched {
    private final MigrationEngine engine;
    private final ChangelogSource source;
    private @Nullable Changelog changelog;
    private @Nullable EngineId engineId;

    Fetched(MigrationEngine engine, ChangelogSource source) {
        this.engine = engine;
        this.source = source;
    }

    synchronized Changelog changelog() {
        if (changelog == null) {
            changelog = source.fetch();
        }
        return changelog;
    }

    synchronized EngineId engineId() {
        if (engineId == null) {
            engineId = engine.id();
        }
        return engineId;
    }
}
