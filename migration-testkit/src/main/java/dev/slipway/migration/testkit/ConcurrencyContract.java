package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Several runs at once: on one database they take turns, on many they do not disturb each other. */
abstract class ConcurrencyContract extends FailureContract {
    private static final int RUNS = 4;
    /** Ends a run that does not notice what it should. */
    private static final Duration SHORT_WAIT = Duration.ofSeconds(10);

    ConcurrencyContract() {}

    @Test
    void runsOnTheSameDatabaseAtOnceAllSucceedAndExecuteEachMigrationOnce() throws Exception {
        DataSource database = emptyDatabase();

        List<MigrationReport> reports = runAtOnce(List.of(database, database, database, database));

        List<String> applied = new ArrayList<>();
        for (var report : reports) {
            applied.addAll(appliedIds(report));
            assertEquals(List.of(), report.after().pending());
        }
        assertEquals(sorted(ids(SHIP, ARGO, PORT)), sorted(applied));
        assertEquals(List.of("Argo"), Tables.ships(database));
    }

    private static List<String> sorted(List<String> ids) {
        return ids.stream().sorted().toList();
    }

    @Test
    void oneEngineMigratesManyDatabasesFromManyThreads() throws Exception {
        List<DataSource> databases = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            databases.add(emptyDatabase());
        }

        List<MigrationReport> reports = runAtOnce(databases);

        for (int i = 0; i < RUNS; i++) {
            assertEquals(ids(SHIP, ARGO, PORT), appliedIds(reports.get(i)));
            assertEquals(List.of("Argo"), Tables.ships(databases.get(i)));
        }
    }

    /** Migrates each of the databases on a thread of its own, by one engine, all beginning together. */
    private List<MigrationReport> runAtOnce(List<DataSource> databases) throws Exception {
        var engine = engine();
        var changelog = changelog(SHIP, ARGO, PORT);
        var start = new CyclicBarrier(databases.size());
        List<Background<MigrationReport>> runs = new ArrayList<>();
        for (var database : databases) {
            runs.add(Background.run(() -> {
                start.await();
                return engine.migrate(changelog, database);
            }));
        }
        List<MigrationReport> reports = new ArrayList<>();
        try {
            for (var run : runs) {
                reports.add(run.result());
            }
        } finally {
            for (var run : runs) {
                run.close();
            }
        }
        return reports;
    }

    @Test
    void aRunThatMayNotWaitFailsWhileAnotherOneHoldsTheDatabase() throws Exception {
        DataSource database = emptyDatabase();
        var options = MigrateOptions.builder().lockWait(Duration.ZERO).build();

        try (var holder = new HoldingRecorder();
                var first =
                        Background.run(() -> engine().migrate(changelog(SHIP, ARGO), database, listening(holder)))) {
            holder.awaitHeld();
            try (var second = Background.run(() -> engine().migrate(changelog(SHIP, ARGO), database, options))) {
                var failure = assertThrows(MigrationException.class, second::result);
                assertInstanceOf(DatabaseUnavailableException.class, failure);
                assertOneLine(failure);
            }
            holder.release();
            assertEquals(
                    ids(SHIP, ARGO), appliedIds(first.result()), "the run that held the database is not disturbed");
        }
        assertEquals(List.of("Argo"), Tables.ships(database));
    }

    @Test
    void aRunThatWaitsTellsItsListenerAndSucceedsWhenTheOtherOneHasDoneTheWork() throws Exception {
        DataSource database = emptyDatabase();
        var waiter = new Recorder();

        try (var holder = new HoldingRecorder();
                var first =
                        Background.run(() -> engine().migrate(changelog(SHIP, ARGO), database, listening(holder)))) {
            holder.awaitHeld();
            try (var second =
                    Background.run(() -> engine().migrate(changelog(SHIP, ARGO), database, listening(waiter)))) {
                waiter.awaitWaiting();
                holder.release();

                assertEquals(ids(SHIP, ARGO), appliedIds(first.result()));
                MigrationReport report = second.result();
                assertEquals(List.of(), report.applied());
                assertEquals(List.of(), report.after().pending());
            }
        }
        for (var name : waiter.holders()) {
            assertFalse(name.isBlank(), "the holder is named somehow");
        }
        assertEquals(List.of("Argo"), Tables.ships(database));
    }

    @Test
    void aRunThatIsInterruptedWhileItWaitsThrowsWithTheFlagRestored() throws Exception {
        DataSource database = emptyDatabase();
        var waiter = new Recorder();
        var flag = new AtomicBoolean();

        try (var holder = new HoldingRecorder();
                var first = Background.run(() -> engine().migrate(changelog(SHIP), database, listening(holder)))) {
            holder.awaitHeld();
            try (var second = Background.run(() -> {
                try {
                    return engine().migrate(changelog(SHIP), database, listening(waiter));
                } finally {
                    flag.set(Thread.currentThread().isInterrupted());
                }
            })) {
                waiter.awaitWaiting();
                second.interrupt();

                assertOneLine(assertThrows(MigrationException.class, second::result));
                assertTrue(flag.get(), "the thread's interrupt flag was not restored");
            }
            holder.release();
            assertEquals(ids(SHIP), appliedIds(first.result()), "the run that held the database is not disturbed");
        }
    }

    @Test
    void aRunThatIsStoppedWhileItWaitsExecutesNothing() throws Exception {
        DataSource database = emptyDatabase();
        var waiter = new Recorder();
        var stop = new AtomicBoolean();
        var options = listening(waiter).toBuilder()
                .stop(stop::get)
                .lockWait(SHORT_WAIT)
                .build();

        try (var holder = new HoldingRecorder();
                var first = Background.run(() -> engine().migrate(changelog(SHIP), database, listening(holder)))) {
            holder.awaitHeld();
            try (var second = Background.run(() -> engine().migrate(changelog(SHIP), database, options))) {
                waiter.awaitWaiting();
                stop.set(true);

                var incomplete = assertThrows(MigrationIncompleteException.class, second::result);
                assertEquals(List.of(), incomplete.applied());
            }
            holder.release();
            assertEquals(ids(SHIP), appliedIds(first.result()));
        }
    }
}
