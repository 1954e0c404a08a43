package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class XmlIncludeAllOnMariaDbTest extends XmlIncludeAllContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDb();
    }
}
