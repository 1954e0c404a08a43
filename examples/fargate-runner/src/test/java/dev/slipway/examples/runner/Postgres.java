package dev.slipway.examples.runner;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An embedded PostgreSQL in which passwords count, with an administrator as the runner uses one. */
final class Postgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private final Path hba;
    private final String adminPassword = "Adm-" + UUID.randomUUID();

    private Postgres(String lines, Map<String, String> options) throws IOException {
        hba = Files.createTempFile("pg_hba", ".conf");
        Files.writeString(hba, """
                local all postgres trust
                host all postgres all trust
                """ + lines);
        var builder = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1));
        options.forEach(builder::setServerConfig);
        server = builder.setServerConfig("hba_file", hba.toString())
                .setServerConfig("password_encryption", "scram-sha-256")
                .start();
        execute("postgres", "create role sqladmin superuser login password '" + adminPassword + "'");
    }

    static Postgres start() {
        try {
            return new Postgres("host all all all scram-sha-256\n", Map.of());
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Demands TLS, and of the user certified a certificate. */
    static Postgres startWithTls(TlsCertificates certificates) {
        try {
            return new Postgres(
                    "hostssl all certified all cert\nhostssl all all all scram-sha-256\n",
                    Map.of(
                            "ssl", "on",
                            "ssl_cert_file", certificates.authority().toString(),
                            "ssl_key_file", certificates.serverKey().toString(),
                            "ssl_ca_file", certificates.client().toString()));
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    int port() {
        return server.getPort();
    }

    String adminPassword() {
        return adminPassword;
    }

    /** What Amazon RDS would keep in a secret. */
    String adminLogin() {
        return login("sqladmin", adminPassword);
    }

    static String login(String user, String password) {
        return "{\"engine\":\"postgres\",\"username\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    /** A new database; roles and databases of earlier tests are gone. */
    String fresh() {
        for (String database : query("postgres", "select datname from pg_database where datname like 'app%'")) {
            execute("postgres", "drop database " + database + " with (force)");
        }
        for (String role : query(
                "postgres",
                "select rolname from pg_roles where rolname !~ '^pg_' and rolname not in ('postgres', 'sqladmin')")) {
            execute("postgres", "drop role " + role);
        }
        return create("app" + UUID.randomUUID().toString().substring(0, 8));
    }

    String create(String database) {
        execute("postgres", "create database " + database);
        return database;
    }

    void execute(String database, String sql) {
        try (var connection = connect(database, "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    List<String> query(String database, String sql) {
        try (var connection = connect(database, "postgres", "")) {
            return query(connection, sql);
        } catch (SQLException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** The first column. */
    static List<String> query(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    List<String> tables(String database) {
        return query(
                database,
                "select table_name from information_schema.tables where table_schema = 'public' order by table_name");
    }

    Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, user, password);
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(hba);
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
