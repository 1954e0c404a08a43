package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class CommandsOnPostgresTest extends CommandsContract {
    @Override
    DataSource fresh() {
        return TestDatabases.postgres();
    }
}
