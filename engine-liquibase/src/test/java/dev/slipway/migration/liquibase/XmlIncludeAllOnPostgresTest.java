package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class XmlIncludeAllOnPostgresTest extends XmlIncludeAllContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }
}
