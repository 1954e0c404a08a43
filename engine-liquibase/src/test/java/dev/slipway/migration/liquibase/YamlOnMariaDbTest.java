package dev.slipway.migration.liquibase;

import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("long")
@EnabledIf(
        value = "dev.slipway.migration.liquibase.MariaDbServer#isThere",
        disabledReason = "MariaDB's binaries come with -Pall-databases")
class YamlOnMariaDbTest extends YamlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDb();
    }
}
