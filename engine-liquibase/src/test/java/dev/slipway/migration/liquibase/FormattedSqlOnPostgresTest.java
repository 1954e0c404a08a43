package dev.slipway.migration.liquibase;

import javax.sql.DataSource;

class FormattedSqlOnPostgresTest extends FormattedSqlContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }
}
