package dev.slipway.examples.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The server that a database is on, and one connection to its administration. */
final class Server implements AutoCloseable {
    /** What a server may be told that makes databases come and go faster. */
    private static final List<String> SETTINGS = List.of(
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_level",
            "max_wal_senders",
            "min_wal_size",
            "wal_recycle",
            "wal_init_zero",
            "checkpoint_timeout");

    private final String url;
    private final Connection admin;

    private Server(String url, Connection admin) {
        this.url = url;
        this.admin = admin;
    }

    /** The server of a fixture's database. */
    static Server of(String databaseUrl) throws SQLException {
        return new Server(databaseUrl, DriverManager.getConnection(on(databaseUrl, "postgres")));
    }

    /** Connections to one of its databases: unpooled, as the fixture's are. */
    DataSource database(String name) {
        var database = new PGSimpleDataSource();
        database.setUrl(on(url, name));
        return database;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    String ask(String query) throws SQLException {
        try (Statement statement = admin.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Its settings that matter here. */
    Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String name : SETTINGS) {
            settings.put(name, ask("show " + name));
        }
        return settings;
    }

    /** Waits until its databases are the same for half a second. */
    void settle() throws SQLException, InterruptedException {
        String before = "";
        for (int same = 0; same < 5; same++) {
            String now = ask("select coalesce(string_agg(datname, ',' order by datname), '') from pg_database");
            same = now.equals(before) ? same : 0;
            before = now;
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws SQLException {
        admin.close();
    }

    private static String on(String url, String database) {
        return url.replaceFirst("(//[^/]+/)[^?]+", "$1" + database);
    }
}
