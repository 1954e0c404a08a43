package dev.slipway.examples.unittest;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** The people that the database knows. */
final class Persons {
    private final DataSource database;

    Persons(DataSource database) {
        this.database = database;
    }

    /** Adds somebody, and returns the number that the database gave. */
    long add(String email, String name) throws SQLException {
        try (var connection = database.getConnection();
                var insert =
                        connection.prepareStatement("insert into person (email, name) values (?, ?) returning id")) {
            insert.setString(1, email);
            insert.setString(2, name);
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The name of whoever has an address, whatever its case. */
    Optional<String> nameOf(String email) throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("select name from person where lower(email) = lower(?)")) {
            query.setString(1, email);
            try (var row = query.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    int count() throws SQLException {
        try (var connection = database.getConnection();
                var query = connection.prepareStatement("select count(*) from person");
                var row = query.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }
}
