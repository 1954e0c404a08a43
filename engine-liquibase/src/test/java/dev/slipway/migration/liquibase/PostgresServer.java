package dev.slipway.migration.liquibase;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The embedded PostgreSQL of this JVM. Its databases are emptied and used again after each test: making a new one copies
 * hundreds of files, and deleting them all in the end takes longer than a build waits for its JVM.
 */
final class PostgresServer {
    private static PostgresServer instance;

    private final EmbeddedPostgres server;
    private final List<String> free = new ArrayList<>();
    private final List<String> used = new ArrayList<>();
    private int count;

    private PostgresServer() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("autovacuum", "off")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static synchronized PostgresServer get() {
        if (instance == null) {
            instance = new PostgresServer();
        }
        return instance;
    }

    synchronized DataSource freshDatabase() {
        String name = free.isEmpty() ? create() : free.remove(free.size() - 1);
        used.add(name);
        return database(name);
    }

    /** Without the user, who goes with the password. */
    String url(DataSource database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/"
                + TestDatabases.query(database, "select current_database()").get(0);
    }

    private String create() {
        count++;
        TestDatabases.execute(server.getPostgresDatabase(), "create database test" + count);
        return "test" + count;
    }

    private DataSource database(String name) {
        return server.getDatabase("postgres", name);
    }

    /** After each test. */
    static synchronized void recycle() {
        if (instance != null) {
            instance.emptyUsed();
        }
    }

    private synchronized void emptyUsed() {
        for (String name : used) {
            try (Connection connection = database(name).getConnection();
                    Statement statement = connection.createStatement()) {
                // A session that a test left behind would hold its locks.
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
                for (String schema : TestDatabases.query(
                        database(name),
                        "select quote_ident(nspname) from pg_namespace"
                                + " where nspname <> 'information_schema' and nspname not like 'pg\\_%'")) {
                    statement.execute("drop schema " + schema + " cascade");
                }
                statement.execute("create schema public");
                free.add(name);
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
        used.clear();
    }

    /** After all tests: within shutdown hooks it would count against the time that a JVM has to exit. */
    static synchronized void stop() throws IOException {
        if (instance != null) {
            instance.server.close();
        }
    }
}
