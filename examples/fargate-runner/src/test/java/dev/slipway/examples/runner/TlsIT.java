package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that demands TLS, and of one user a certificate. */
class TlsIT {
    @TempDir
    static Path directory;

    private static TlsCertificates certificates;
    private static Postgres postgres;
    private static String database;

    @BeforeAll
    static void build() throws IOException {
        certificates = TlsCertificates.make(Files.createDirectory(directory.resolve("tls")));
        postgres = Postgres.startWithTls(certificates);
        postgres.execute("postgres", "create role certified login superuser");
        database = postgres.create("tls");
        Files.writeString(
                Files.createDirectory(directory.resolve("sql")).resolve("V1__a.sql"), "create table a (id int)");
    }

    @AfterAll
    static void clear() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void theServersCertificateAndNameAreVerified() throws IOException {
        var environment = environment("localhost", "sqladmin", postgres.adminPassword());
        // As Amazon RDS's bundle: certificates of many authorities, one of which is the server's.
        Path bundle = Files.writeString(
                directory.resolve("bundle.pem"),
                Files.readString(certificates.otherAuthority()) + Files.readString(certificates.authority()));
        environment.put("DB_SSLROOTCERT", bundle.toString());
        var plan = RunnerProcess.run(Stage.jar(), environment, "--command=plan");
        assertThat(plan.exitCode()).as(plan.all()).isZero();

        environment.put("DB_HOST", "127.0.0.1");
        var wrongName = RunnerProcess.run(Stage.jar(), environment, "--command=plan");
        assertThat(wrongName.exitCode()).as(wrongName.all()).isNotZero();
        assertThat(wrongName.out()).contains("the server's certificate is for another host");

        environment.put("DB_HOST", "localhost");
        environment.put("DB_SSLROOTCERT", "file:" + certificates.otherAuthority());
        var wrongAuthority = RunnerProcess.run(Stage.jar(), environment, "--command=plan");
        assertThat(wrongAuthority.exitCode()).as(wrongAuthority.all()).isNotZero();
        assertThat(wrongAuthority.out()).contains("is not of the authorities in DB_SSLROOTCERT");
    }

    @Test
    void aClientCertificateIsShownFromMemory() throws IOException {
        var environment = environment("localhost", "certified", "");
        environment.put("DB_SSLROOTCERT", certificates.authority().toString());
        var without = RunnerProcess.run(Stage.jar(), environment, "--command=plan");
        assertThat(without.exitCode()).as(without.all()).isNotZero();
        assertThat(without.out()).contains("give DB_SSLCERT and DB_SSLKEY");

        environment.put("DB_SSLCERT", "file:" + certificates.client());
        environment.put("DB_SSLKEY", "env:KEY");
        environment.put("KEY", Files.readString(certificates.clientKey()));
        try (var runner = RunnerProcess.start(Stage.jar(), environment, "--command=plan", "--log-level=TRACE")) {
            var with = runner.await();
            assertThat(with.exitCode()).as(with.all()).isZero();
            assertThat(runner.files()).isEmpty();
            assertThat(with.all())
                    .doesNotContain(environment.get("KEY").lines().toList().get(1));
        }
    }

    private Map<String, String> environment(String host, String user, String password) {
        return new HashMap<>(Map.of(
                "DB_HOST",
                host,
                "DB_PORT",
                String.valueOf(postgres.port()),
                "DB_NAME",
                database,
                "FLYWAY_USER",
                user,
                "FLYWAY_PASSWORD",
                password.isEmpty() ? "none" : password,
                "DB_WAIT",
                "0",
                "CHANGELOG_DIRECTORY",
                directory.resolve("sql").toString()));
    }
}
