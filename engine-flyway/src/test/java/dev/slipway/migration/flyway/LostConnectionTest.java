package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.Intercepted.dataSource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of a run whose connection breaks. */
@Timeout(60)
class LostConnectionTest {
    /** Its third migration loses the connection. */
    private static final Changelog DYING = Changelog.of(Map.of(
            "V1__a.sql", "create table a (id int);",
            "V2__b.sql", "create table b (id int);",
            "V3__d.sql", "create table c (id int); select pg_terminate_backend(pg_backend_pid());",
            "V4__d.sql", "create table d (id int);"));

    private final FlywayEngine engine = new FlywayEngine();

    @Test
    void whatALostConnectionHadCommittedIsReadOnANewOneAndWhatOthersDidMeanwhileIsNotTakenForIt() {
        var database = TestDatabases.postgres();
        var connects = new AtomicInteger();
        DataSource pool = SmallPool.of(1, dataSource(() -> {
            if (connects.getAndIncrement() == 1) {
                // Another run, which waited for the lock that went with the connection.
                for (int rank = 3; rank <= 4; rank++) {
                    TestDatabases.execute(
                            database,
                            "insert into flyway_schema_history values (" + rank + ", '" + rank + "', 'd', 'SQL', 'V"
                                    + rank + "__d.sql', 0, 'other', now(), 1, true)");
                }
            }
            return database.getConnection();
        }));

        var failure = catchThrowableOfType(MigrationIncompleteException.class, () -> engine.migrate(DYING, pool));

        assertThat(failure)
                .hasMessageContaining("'V3__d.sql'")
                .hasMessageContaining("57P01")
                .hasMessageContaining("the connection was lost meanwhile");
        assertThat(failure.applied()).extracting(Migration::id).containsExactly("1", "2");
        assertThat(failure.failed().map(Migration::id)).contains("3");
        assertThat(connects).hasValue(2);
    }

    @Test
    void whereNoOtherConnectionCanBeHadWhatTheRunSawCommittedIsApplied() {
        for (boolean group : new boolean[] {false, true}) {
            var database = TestDatabases.postgres();
            var connects = new AtomicInteger();
            DataSource gone = dataSource(() -> {
                if (connects.getAndIncrement() > 0) {
                    throw new SQLException("the server went away", "08001");
                }
                return database.getConnection();
            });
            var grouping = engine.toBuilder().group(group).build();

            var failure = catchThrowableOfType(MigrationIncompleteException.class, () -> grouping.migrate(DYING, gone));

            assertThat(failure).hasMessageContaining("does not answer any more");
            assertThat(failure.applied()).extracting(Migration::id).isEqualTo(group ? List.of() : List.of("1", "2"));
        }
    }
}
