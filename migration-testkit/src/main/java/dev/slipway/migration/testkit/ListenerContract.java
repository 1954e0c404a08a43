package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How a run talks with its caller while it happens: the listener, its veto, and the signal to stop. */
abstract class ListenerContract extends RunContract {
    ListenerContract() {}

    @Test
    void theListenerHearsOfThePlanAndOfEachMigrationInOrder() {
        var recorder = new Recorder();

        engine().migrate(changelog(SHIP, ARGO), emptyDatabase(), listening(recorder));

        assertEquals(
                List.of(
                        "planned 2",
                        "started " + id(SHIP) + " 1/2",
                        "applied " + id(SHIP),
                        "started " + id(ARGO) + " 2/2",
                        "applied " + id(ARGO)),
                recorder.events());
    }

    @Test
    void theListenerIsToldThePlanThatTheReportCallsBefore() {
        DataSource database = databaseWith(SHIP);
        var recorder = new Recorder();

        MigrationReport report = engine().migrate(changelog(SHIP, ARGO), database, listening(recorder));

        assertEquals(1, recorder.plans().size(), "planned is called once");
        MigrationPlan planned = recorder.plans().get(0);
        assertEquals(ids(ARGO), ids(planned.pending()));
        assertEquals(report.before().entries().toString(), planned.entries().toString());
    }

    @Test
    void theListenerIsCalledOnTheMigratingThread() {
        var recorder = new Recorder();

        engine().migrate(changelog(SHIP, ARGO), emptyDatabase(), listening(recorder));

        assertEquals(Set.of(Thread.currentThread()), recorder.threads());
    }

    @Test
    void theListenerHearsOfAPlanBeforeAnythingRuns() throws Exception {
        DataSource database = emptyDatabase();
        var rows = new ArrayList<Map<String, Long>>();

        engine().migrate(changelog(SHIP, ARGO), database, listening(new MigrationListener() {
            @Override
            public void planned(MigrationPlan plan) {
                try {
                    rows.add(Tables.rows(database));
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
        }));

        assertEquals(List.of(Map.of()), rows);
    }

    @Test
    void aVetoExecutesNothingAndReachesTheCallerAsItIs() throws Exception {
        DataSource database = emptyDatabase();
        var veto = new IllegalStateException("not on a Friday");

        var thrown = assertThrows(
                IllegalStateException.class,
                () -> engine().migrate(changelog(SHIP, ARGO), database, listening(new MigrationListener() {
                    @Override
                    public void planned(MigrationPlan plan) {
                        throw veto;
                    }
                })));

        assertSame(veto, thrown);
        assertEquals(Map.of(), Tables.rows(database));
    }

    @Test
    void aRunAfterAVetoIsNotBlocked() {
        DataSource database = emptyDatabase();
        assertThrows(
                UnsupportedOperationException.class,
                () -> engine().migrate(changelog(SHIP), database, listening(new MigrationListener() {
                    @Override
                    public void planned(MigrationPlan plan) {
                        throw new UnsupportedOperationException("veto");
                    }
                })));

        var atOnce = MigrateOptions.builder().lockWait(Duration.ZERO).build();
        assertEquals(ids(SHIP), appliedIds(engine().migrate(changelog(SHIP), database, atOnce)));
    }

    @Test
    void aListenerThatThrowsBeforeAMigrationEndsTheRunThere() throws Exception {
        DataSource database = emptyDatabase();
        var thrown = new IllegalStateException("enough");

        var incomplete = assertThrows(
                MigrationIncompleteException.class,
                () -> engine().migrate(changelog(SHIP, ARGO, PORT), database, listening(new MigrationListener() {
                    @Override
                    public void started(Migration migration, int number, int total) {
                        if (number == 2) {
                            throw thrown;
                        }
                    }
                })));

        assertSame(thrown, incomplete.getCause());
        assertEquals(ids(SHIP), ids(incomplete.applied()));
        assertEquals(Map.of("ship", 0L), Tables.rows(database));
        assertEquals(ids(ARGO, PORT), appliedIds(engine().migrate(changelog(SHIP, ARGO, PORT), database)));
    }

    @Test
    void aListenerThatThrowsAfterAMigrationEndsTheRunThere() throws Exception {
        DataSource database = emptyDatabase();
        var thrown = new IllegalStateException("enough");

        var incomplete = assertThrows(
                MigrationIncompleteException.class,
                () -> engine().migrate(changelog(SHIP, ARGO, PORT), database, listening(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration elapsed) {
                        throw thrown;
                    }
                })));

        assertSame(thrown, incomplete.getCause());
        assertEquals(
                Tables.rows(database).containsKey("ship") ? ids(SHIP) : List.of(),
                ids(incomplete.applied()),
                "applied() tells what is in the database");
        assertEquals(
                List.of(),
                engine().migrate(changelog(SHIP, ARGO, PORT), database).after().pending());
    }

    @Test
    void aRunThatIsStoppedBetweenMigrationsIsIncompleteAndKeepsWhatWasApplied() throws Exception {
        DataSource database = emptyDatabase();
        var stop = new AtomicBoolean();
        var options = MigrateOptions.builder()
                .stop(stop::get)
                .listener(new MigrationListener() {
                    @Override
                    public void applied(Migration migration, Duration elapsed) {
                        stop.set(true);
                    }
                })
                .build();

        var incomplete = assertThrows(
                MigrationIncompleteException.class,
                () -> engine().migrate(changelog(SHIP, ARGO, PORT), database, options));

        assertEquals(ids(SHIP), ids(incomplete.applied()));
        assertEquals(Optional.empty(), incomplete.failed());
        assertOneLine(incomplete);
        assertEquals(Map.of("ship", 0L), Tables.rows(database));
        assertEquals(ids(ARGO, PORT), appliedIds(engine().migrate(changelog(SHIP, ARGO, PORT), database)));
    }

    @Test
    void aRunThatIsStoppedBeforeItsFirstMigrationExecutesNothing() throws Exception {
        DataSource database = emptyDatabase();
        var stopped = MigrateOptions.builder().stop(() -> true).build();

        var incomplete = assertThrows(
                MigrationIncompleteException.class, () -> engine().migrate(changelog(SHIP, ARGO), database, stopped));

        assertEquals(List.of(), incomplete.applied());
        assertEquals(Map.of(), Tables.rows(database));
        assertEquals(ids(SHIP, ARGO), appliedIds(engine().migrate(changelog(SHIP, ARGO), database)));
    }
}
