package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.*;
import dev.slipway.migration.MigrationPlan.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Runs each file as it is, on any database, and counts how often it is asked to migrate. */
final class ScriptEngine implements MigrationEngine {
    final AtomicInteger runs = new AtomicInteger();
    private final Optional<String> fingerprint;

    private ScriptEngine(Optional<String> fingerprint) {
        this.fingerprint = fingerprint;
    }

    static ScriptEngine withFingerprint(String fingerprint) {
        return new ScriptEngine(Optional.of(fingerprint));
    }

    static ScriptEngine withoutFingerprint() {
        return new ScriptEngine(Optional.empty());
    }

    @Override
    public EngineId id() {
        return new EngineId("script", "1", fingerprint);
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        return plan(changelog, State.PENDING);
    }

    private static MigrationPlan plan(Changelog changelog, State state) {
        var plan = MigrationPlan.builder(changelog);
        for (var file : changelog.files()) {
            plan.entry(MigrationPlan.Entry.builder(migration(file), state).build());
        }
        return plan.build();
    }

    private static Migration migration(ChangelogFile file) {
        return Migration.builder(file.path()).path(file.path()).build();
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        return List.of();
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
        runs.incrementAndGet();
        var report = MigrationReport.builder(plan(changelog, State.PENDING));
        try (Connection connection = DataSources.connect(database);
                var statement = connection.createStatement()) {
            for (var file : changelog.files()) {
                statement.execute(file.text(UTF_8));
                report.applied(migration(file), Duration.ofMillis(1));
            }
        } catch (SQLException failure) {
            throw new MigrationIncompleteException(
                    "Migration failed: " + failure.getMessage().replace('\n', ' '), List.of(), null, failure);
        }
        return report.build(plan(changelog, State.APPLIED), Duration.ofMillis(1));
    }
}
