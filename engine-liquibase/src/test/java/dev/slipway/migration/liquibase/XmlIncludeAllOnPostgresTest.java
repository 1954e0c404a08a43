package dev.slipway.migration.liquibase;

import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class XmlIncludeAllOnPostgresTest extends XmlIncludeAllContract {
    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }
}
