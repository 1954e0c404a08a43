package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class LocksOnPostgresTest extends LocksContract {
    @Override
    DataSource fresh() {
        return TestDatabases.postgres();
    }
}
