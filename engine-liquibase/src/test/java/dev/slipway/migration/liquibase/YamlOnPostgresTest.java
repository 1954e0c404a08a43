package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class YamlOnPostgresTest extends YamlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }
}
