package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.Redactor;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.Scope;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The locks that servers hold for sessions. */
class SessionLockTest {
    private static final LiquibaseEngine ENGINE = LiquibaseEngine.of("a.sql");
    private static final Changelog CHANGELOG = Changelog.of(Map.of(
            "a.sql",
            "--liquibase formatted sql\n--changeset a:1\ncreate table one (a int);\n--rollback drop table one;\n"));

    @Test
    void commandsWaitForALiveRunAsTheyAreToldAndWriteNothingMeanwhile() throws Exception {
        DataSource database = TestDatabases.postgres();
        ENGINE.migrate(CHANGELOG, database);
        var atOnce = MigrateOptions.builder().lockWait(Duration.ZERO).build();
        try (var alive = database.getConnection()) {
            assertThat(sessionLock(alive).tryAcquire().holds()).isTrue();

            assertThat(List.<ThrowingCallable>of(
                            () -> ENGINE.tag(database, "v1", atOnce),
                            () -> ENGINE.clearChecksums(database, atOnce),
                            () -> ENGINE.rollback(CHANGELOG, database, RollbackTo.count(1), atOnce),
                            () -> ENGINE.changelogSync(CHANGELOG, database, atOnce)))
                    .allSatisfy(command -> assertThatThrownBy(command)
                            .isInstanceOf(DatabaseUnavailableException.class)
                            .hasMessageContaining("nothing was executed"));
        }
        assertThat(ENGINE.history(database)).singleElement().satisfies(row -> {
            assertThat(row.tag()).isEmpty();
            assertThat(row.checksum()).isPresent();
        });
    }

    static SessionLock sessionLock(Connection connection) throws Exception {
        Scope.ScopedRunnerWithReturn<SessionLock> quietly = () -> SessionLock.of(
                        DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)),
                        connection,
                        System.nanoTime())
                .orElseThrow();
        return Scope.child(Map.of(Scope.Attr.logService.name(), new QuietLogs(Redactor.none())), quietly);
    }
}
