package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class CommandsOnH2Test extends CommandsContract {
    @Override
    DataSource fresh() {
        return TestDatabases.h2();
    }
}
