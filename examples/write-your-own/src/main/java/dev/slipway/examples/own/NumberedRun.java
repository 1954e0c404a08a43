package dev.slipway.examples.own;

import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The state of one run, which is why it is not in the engine. */
final class NumberedRun {
    private final Connection connection;
    private final MigrateOptions options;
    private final int total;
    private final MigrationReport.Builder report;
    private final List<Migration> applied = new ArrayList<>();

    NumberedRun(Connection connection, MigrateOptions options, MigrationPlan before) {
        this.connection = connection;
        this.options = options;
        this.total = before.pending().size();
        this.report = MigrationReport.builder(before);
    }

    MigrationReport.Builder report() {
        return report;
    }

    void execute(NumberedFile file) {
        Migration migration = file.migration();
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException("Stopped before '" + migration.id() + "'", applied, null, null);
        }
        telling(() -> options.listener().started(migration, applied.size() + 1, total));
        long start = System.nanoTime();
        try {
            inTransaction(file);
        } catch (SQLException failure) {
            var incomplete = new MigrationIncompleteException(
                    "Migration '" + migration.id() + "' failed (" + oneLine(failure) + "): mend it and run again",
                    applied,
                    migration,
                    failure);
            telling(() -> options.listener().failed(migration, incomplete));
            throw incomplete;
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        applied.add(migration);
        report.applied(migration, elapsed);
        telling(() -> options.listener().applied(migration, elapsed));
    }

    private void inTransaction(NumberedFile file) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(file.sql());
            History.add(connection, file);
            connection.commit();
        } catch (SQLException failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** What a listener throws ends the run, once it has begun, as an incomplete one. */
    private void telling(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException thrown) {
            throw new MigrationIncompleteException("The listener ended the run", applied, null, thrown);
        }
    }

    static String oneLine(SQLException failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
