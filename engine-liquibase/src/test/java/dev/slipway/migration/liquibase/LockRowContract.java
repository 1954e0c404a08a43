package dev.slipway.migration.liquibase;

import static dev.slipway.migration.liquibase.LockTest.AT_ONCE;
import static dev.slipway.migration.liquibase.LockTest.ENGINE;
import static dev.slipway.migration.liquibase.LockTest.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.liquibase.LockTest.PlainRun;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What is the same for the lock tables of all databases. */
abstract class LockRowContract {
    abstract DataSource fresh();

    @Test
    void aRowOfLiquibasesOwnIsRespectedWhileASessionMayBeItsHoldersAndItsHolderAgeAndTheCureAreNamed()
            throws Exception {
        DataSource database = fresh();
        try (var run = PlainRun.on(database)) {
            assertThatThrownBy(() -> ENGINE.migrate(TWO, database, AT_ONCE))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageMatching(".*'buildhost \\(10.0.0.7\\)' \\(for \\d+ s.*release-locks.*");
            assertThat(run.connection().isValid(1)).isTrue();
        }
        assertThat(TestDatabases.lock(database)).isEqualTo("locked|buildhost (10.0.0.7)");
    }

    @Test
    void whoHoldsTheLockIsListedWithoutWritingAnything() throws Exception {
        DataSource database = fresh();
        assertThat(ENGINE.listLocks(database)).isEmpty();
        assertThat(TestDatabases.tables(database)).isEmpty();
        try (var run = PlainRun.on(database)) {
            assertThat(ENGINE.listLocks(database)).singleElement().satisfies(holder -> {
                assertThat(holder.name()).isEqualTo("buildhost (10.0.0.7)");
                assertThat(holder.since()).isPresent();
            });
            assertThat(run.connection().isValid(1)).isTrue();
        }
        ENGINE.releaseLocks(database);
        assertThat(ENGINE.listLocks(database)).isEmpty();
    }
}
