package dev.slipway.examples.boot;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server on which passwords count, with the two roles of the shop; one for all tests of a JVM. */
final class Postgres {
    private static final EmbeddedPostgres SERVER = start();

    private Postgres() {}

    /** A new database, as the application's properties. */
    static Map<String, String> freshDatabase(String name) {
        execute("postgres", "create database " + name + " owner shop_migrator");
        return Map.of(
                "spring.datasource.url", "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + name,
                "spring.datasource.username", "shop_app",
                "spring.datasource.password", "app-password",
                "schema.username", "shop_migrator",
                "schema.password", "migrator-password");
    }

    static void execute(String database, String sql) {
        try (var connection = DriverManager.getConnection(url(database), "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** What the role that migrates made. */
    static List<String> tables(String database) {
        try (var connection = DriverManager.getConnection(url(database), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select tablename from pg_tables where tableowner = 'shop_migrator' order by tablename")) {
            var tables = new ArrayList<String>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        } catch (SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + database;
    }

    private static EmbeddedPostgres start() {
        try {
            Path logins = Files.createTempFile("pg_hba", ".conf");
            logins.toFile().deleteOnExit();
            Files.writeString(logins, "host all postgres all trust\nhost all all all scram-sha-256\n");
            // Stops when the JVM ends.
            var server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("hba_file", logins.toString())
                    .start();
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create role shop_migrator login password 'migrator-password'");
                statement.execute("create role shop_app login password 'app-password'");
            }
            return server;
        } catch (IOException | SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
