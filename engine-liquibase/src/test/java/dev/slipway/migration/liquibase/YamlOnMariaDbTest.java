package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class YamlOnMariaDbTest extends YamlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDb();
    }
}
