package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class YamlOnH2Test extends YamlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.h2();
    }
}
