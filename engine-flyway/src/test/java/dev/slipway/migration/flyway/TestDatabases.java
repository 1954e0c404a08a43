package dev.slipway.migration.flyway;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL for the JVM, and as many empty databases as tests want. */
final class TestDatabases {
    private static final EmbeddedPostgres POSTGRES = start();

    private TestDatabases() {}

    private static EmbeddedPostgres start() {
        try {
            var postgres = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("max_connections", "100")
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    postgres.close();
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }));
            return postgres;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static PGSimpleDataSource postgres() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        execute(POSTGRES.getPostgresDatabase(), "create database " + name);
        return (PGSimpleDataSource) POSTGRES.getDatabase("postgres", name);
    }

    static int postgresPort() {
        return POSTGRES.getPort();
    }

    /** The sessions that hold an advisory lock in a PostgreSQL database. */
    static List<String> lockingSessions(DataSource postgres) {
        return query(
                postgres,
                "select distinct pid from pg_locks where locktype = 'advisory' and database = (select oid from"
                        + " pg_database where datname = current_database())");
    }

    static JdbcDataSource h2() {
        var h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return h2;
    }

    static void execute(DataSource database, String... statements) {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Rows as texts, columns joined by a bar. */
    static List<String> query(DataSource database, String sql) {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var result = new ArrayList<String>();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                result.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return result;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
