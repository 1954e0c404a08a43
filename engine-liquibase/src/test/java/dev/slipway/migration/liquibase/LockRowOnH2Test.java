package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class LockRowOnH2Test extends LockRowContract {
    @Override
    DataSource fresh() {
        return TestDatabases.h2();
    }
}
