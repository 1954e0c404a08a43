package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class XmlIncludeAllOnH2Test extends XmlIncludeAllContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.h2();
    }
}
