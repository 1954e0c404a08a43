package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class FormattedSqlOnH2Test extends FormattedSqlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.h2();
    }
}
