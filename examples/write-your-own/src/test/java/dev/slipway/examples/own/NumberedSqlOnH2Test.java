package dev.slipway.examples.own;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class NumberedSqlOnH2Test extends NumberedSqlContract {
    @Override
    protected DataSource emptyDatabase() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }
}
