package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import java.util.List;
import javax.sql.DataSource;

/** An engine that does what another one does, until it is told otherwise. */
class ForwardingEngine implements MigrationEngine {
    final MigrationEngine target;

    ForwardingEngine(MigrationEngine target) {
        this.target = target;
    }

    @Override
    public EngineId id() {
        return target.id();
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        return target.plan(changelog, database);
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        return target.dryRun(changelog, database);
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
        return target.migrate(changelog, database, options);
    }
}
