package dev.slipway.migration.liquibase;

import static dev.slipway.migration.liquibase.LockTest.AT_ONCE;
import static dev.slipway.migration.liquibase.LockTest.ENGINE;
import static dev.slipway.migration.liquibase.LockTest.TWO;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.liquibase.LockTest.PlainRun;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.mariadb.jdbc.MariaDbDataSource;

@Tag("long")
@EnabledIf(
        value = "dev.slipway.migration.liquibase.MariaDbServer#isThere",
        disabledReason = "MariaDB's binaries come with -Pall-databases")
class LocksOnMariaDbTest extends LocksContract {
    @Override
    DataSource fresh() {
        return TestDatabases.mariaDb();
    }

    @Test
    void anAccountThatMayNotSeeAllSessionsOfMariaDbRespectsARowOfLiquibasesOwn() throws Exception {
        DataSource database = fresh();
        PlainRun.on(database).close();
        String name = TestDatabases.query(database, "select database()").get(0);
        TestDatabases.execute(database, "create user limited@localhost identified by 'test'");
        TestDatabases.execute(database, "grant all on " + name + ".* to limited@localhost");
        String url = MariaDbServer.get().url(database);
        var limited = new MariaDbDataSource(url.replace("user=tester", "user=limited"));

        assertThatThrownBy(() -> ENGINE.migrate(TWO, limited, AT_ONCE))
                .hasMessageContaining("this account may not see all sessions");
        TestDatabases.execute(database, "drop user limited@localhost");
    }
}
