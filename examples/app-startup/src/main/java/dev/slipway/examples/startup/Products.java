package dev.slipway.examples.startup;

import java.sql.SQLException;
import javax.sql.DataSource;

/** What the application does with its database. */
final class Products {
    private final DataSource database;

    Products(DataSource database) {
        this.database = database;
    }

    int count() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from shop.product")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
