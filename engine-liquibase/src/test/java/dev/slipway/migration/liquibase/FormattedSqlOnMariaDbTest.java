package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class FormattedSqlOnMariaDbTest extends FormattedSqlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDb();
    }
}
