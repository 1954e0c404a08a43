package dev.slipway.examples.own;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.Entry;
import dev.slipway.migration.MigrationPlan.State;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Runs numbered SQL files, each once, in the order of their numbers, each in a transaction with its line in the history.
 * Immutable; it has no options.
 */
public final class NumberedSqlEngine implements MigrationEngine {
    @Override
    public EngineId id() {
        return new EngineId("numbered-sql", "1", Optional.of("no options"));
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        try (Connection connection = DataSources.connect(database)) {
            return plan(changelog, connection);
        } catch (SQLException failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        MigrationPlan plan = plan(changelog, database);
        rejectIfNotApplicable(plan);
        return pendingFiles(changelog, plan).stream()
                .map(file -> MigrationScript.of(file.migration(), file.sql()))
                .toList();
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
        long start = System.nanoTime();
        try (var lock = RunLock.take(database, options);
                Connection connection = DataSources.connect(database)) {
            // Only what is read under the lock counts: another run may have done the work meanwhile.
            MigrationPlan before = plan(changelog, connection);
            rejectIfNotApplicable(before);
            options.listener().planned(before);
            History.createIfMissing(connection);
            var run = new NumberedRun(connection, options, before);
            pendingFiles(changelog, before).forEach(run::execute);
            return run.report().build(plan(changelog, connection), Duration.ofNanos(System.nanoTime() - start));
        } catch (SQLException failure) {
            throw unexpected(failure);
        }
    }

    private static List<NumberedFile> pendingFiles(Changelog changelog, MigrationPlan plan) {
        return NumberedFile.of(changelog, problem -> {}).stream()
                .filter(file -> plan.pending().contains(file.migration()))
                .toList();
    }

    private static MigrationPlan plan(Changelog changelog, Connection connection) throws SQLException {
        var plan = MigrationPlan.builder(changelog);
        List<NumberedFile> files = NumberedFile.of(changelog, plan::problem);
        TreeMap<Integer, History.Row> history = History.read(connection);
        int newestApplied = history.isEmpty() ? -1 : history.lastKey();
        int newestHere = files.isEmpty() ? -1 : files.get(files.size() - 1).number();
        for (var file : files) {
            History.Row row = history.remove(file.number());
            State state = state(file, row == null ? Optional.empty() : Optional.of(row.checksum()), newestApplied);
            var entry = Entry.builder(file.migration(), state).changelogChecksum(file.checksum());
            if (row != null) {
                entry.historyChecksum(row.checksum()).appliedAt(row.appliedAt());
            }
            plan.entry(entry.build());
            problem(state, file.migration()).ifPresent(plan::problem);
        }
        // What is left in the history is not in the changelog.
        history.forEach((number, row) -> {
            Migration gone = NumberedFile.migration(number).build();
            State state = number > newestHere ? State.FUTURE : State.MISSING;
            plan.entry(Entry.builder(gone, state)
                    .historyChecksum(row.checksum())
                    .appliedAt(row.appliedAt())
                    .build());
            problem(state, gone).ifPresent(plan::problem);
        });
        return plan.build();
    }

    private static State state(NumberedFile file, Optional<String> recorded, int newestApplied) {
        if (recorded.isPresent()) {
            return recorded.get().equals(file.checksum()) ? State.APPLIED : State.CHANGED;
        }
        return file.number() > newestApplied ? State.PENDING : State.IGNORED;
    }

    /** The one place that decides what is rejected: {@code plan} lists these, and {@code migrate} asks {@code plan}. */
    private static Optional<Problem> problem(State state, Migration migration) {
        String id = "'" + migration.id() + "'";
        return switch (state) {
            case CHANGED ->
                Optional.of(Problem.of(id + " was changed after it ran: restore it, and add a new one", migration));
            case MISSING -> Optional.of(Problem.of(id + " ran, but its file is gone: restore it", migration));
            case IGNORED ->
                Optional.of(Problem.of(id + " is older than the newest that ran: give it a new number", migration));
            default -> Optional.empty();
        };
    }

    private static void rejectIfNotApplicable(MigrationPlan plan) {
        if (!plan.isApplicable()) {
            String reasons = plan.problems().stream().map(Problem::message).collect(Collectors.joining("; "));
            throw new MigrationRejectedException("Rejected, nothing was executed: " + reasons, plan.problems());
        }
    }

    private static MigrationException unexpected(SQLException failure) {
        return new MigrationException(
                "Cannot read or write the history (" + NumberedRun.oneLine(failure) + ")", failure);
    }

    @Override
    public String toString() {
        return "NumberedSqlEngine";
    }
}
