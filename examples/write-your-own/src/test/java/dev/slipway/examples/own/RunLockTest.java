package dev.slipway.examples.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunLockTest {
    private static final MigrateOptions AT_ONCE =
            MigrateOptions.builder().lockWait(Duration.ZERO).build();

    private final JdbcDataSource database = new JdbcDataSource();

    RunLockTest() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Test
    void aRunThatDiedBetweenTableAndRowHoldsUpNobody() throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table numbered_lock (id int primary key)");
        }
        for (int i = 0; i < 2; i++) {
            RunLock.take(database, AT_ONCE).close();
        }
    }

    @Test
    void whoWaitedInVainIsToldWhatTheDatabaseSaidLast() throws Exception {
        try (var held = RunLock.take(database, AT_ONCE)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(database, AT_ONCE))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("for longer than 0 s (")
                    .hasCauseInstanceOf(SQLException.class);
        }
    }
}
