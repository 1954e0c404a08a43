package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.TestDatabases.lockingSessions;
import static dev.slipway.migration.flyway.TestDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationListener;
import dev.slipway.migration.Secret;
import dev.slipway.migration.StopSignal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What waits for a run, and what ends the waiting. */
@Timeout(60)
class WaitingTest {
    private static final Changelog SMALL = Changelog.of(Map.of("V1__a.sql", "create table a (id int);"));

    private final FlywayEngine engine = new FlywayEngine();

    @Test
    void aRunThatWaitsInVainSaysWhoHoldsTheLock() throws Exception {
        var database = TestDatabases.postgres();
        var waited = new ArrayList<Duration>();

        try (Connection holder = holding(database, "night shift")) {
            assertThat(holder.isValid(1)).isTrue();
            assertThatThrownBy(() -> engine.migrate(
                            SMALL,
                            database,
                            MigrateOptions.builder()
                                    .lockWait(Duration.ofMillis(300))
                                    .listener(new MigrationListener() {
                                        @Override
                                        public void waiting(String who, Duration soFar) {
                                            waited.add(soFar);
                                        }
                                    })
                                    .build()))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("'night shift'")
                    .hasMessageContaining("of user 'postgres'");
        }

        assertThat(waited).isNotEmpty().allSatisfy(soFar -> assertThat(soFar).isLessThan(Duration.ofMinutes(1)));
        assertThat(engine.migrate(SMALL, database).applied()).hasSize(1);
    }

    @Test
    void theListenerIsNotGivenTheTextOfAHolderThatRepeatsASecret() throws Exception {
        var database = TestDatabases.postgres();
        var secretive = FlywayEngine.builder()
                .placeholder("word", Secret.of("night-shift-4711"))
                .build();
        var holders = new ArrayList<String>();

        try (var holder = holding(database, "by night-shift-4712")) {
            assertThatThrownBy(() -> secretive.migrate(SMALL, database, waiting(holders::add, () -> false)))
                    .isInstanceOf(DatabaseUnavailableException.class);
            assertThat(holder.isValid(1)).isTrue();
        }

        assertThat(holders).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain("night", "shift"));
    }

    @Test
    void baselineAndRepairWaitForARunAndHeedTheWaitAndTheSignalToStop() throws Exception {
        var database = TestDatabases.postgres();
        Map<String, Consumer<MigrateOptions>> commands = Map.of(
                "baseline", options -> engine.baseline(database, "1", "as it was", options),
                "repair", options -> engine.repair(SMALL, database, options));
        for (var command : commands.entrySet()) {
            var stop = new AtomicBoolean();
            try (var holder = holding(database, "night shift")) {
                assertThatThrownBy(() -> command.getValue().accept(waiting(who -> {}, stop::get)))
                        .as(command.getKey())
                        .isInstanceOf(DatabaseUnavailableException.class)
                        .hasMessageContaining("'night shift'");
                assertThatThrownBy(() -> command.getValue().accept(waiting(who -> stop.set(true), stop::get)))
                        .as(command.getKey())
                        .isInstanceOf(MigrationIncompleteException.class)
                        .hasMessageContaining("Stopped while waiting");
                assertThat(holder.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> command.getValue().accept(waiting(who -> {}, stop::get)))
                    .as(command.getKey())
                    .isInstanceOf(MigrationIncompleteException.class)
                    .hasMessageContaining("nothing was executed");
            assertThat(lockingSessions(database)).isEmpty();
        }
        assertThat(query(database, "select count(*) from information_schema.tables where table_schema = 'public'"))
                .containsExactly("0");

        engine.baseline(SmallPool.of(1, database), "1", "as it was");

        assertThat(query(database, "select version from flyway_schema_history")).containsExactly("1");
        assertThat(lockingSessions(database)).isEmpty();
    }

    /** A session that holds the lock of a run. */
    private static Connection holding(PGSimpleDataSource database, String application) throws SQLException {
        var other = TestDatabases.postgres();
        other.setDatabaseName(database.getDatabaseName());
        other.setApplicationName(application);
        long key = 77431708279161L + "\"public\".\"flyway_schema_history\"".hashCode();
        Connection holder = other.getConnection();
        holder.createStatement().execute("select pg_advisory_lock(" + key + ")");
        return holder;
    }

    private static MigrateOptions waiting(Consumer<String> onWaiting, StopSignal stop) {
        return MigrateOptions.builder()
                .lockWait(Duration.ofMillis(300))
                .stop(stop)
                .listener(new MigrationListener() {
                    @Override
                    public void waiting(String who, Duration soFar) {
                        onWaiting.accept(who);
                    }
                })
                .build();
    }
}
