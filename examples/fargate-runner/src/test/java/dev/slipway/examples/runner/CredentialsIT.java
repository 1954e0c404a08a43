package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.HttpGitServer;
import dev.slipway.migration.git.ReadOnlyFileSystem;
import dev.slipway.migration.git.SampleRepository;
import dev.slipway.migration.git.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two tasks at once, each with its own way to what both need. */
class CredentialsIT {
    private static final String PASSPHRASE = "open sesame, and close again";
    private static final String TOKEN = "ghs_9aZkT4mQv7Lp2xR8";
    private static final Map<String, String> FILES =
            Map.of("sql/V1__a.sql", "create table a (id int);\nlock table gate;\n");

    @TempDir
    Path directory;

    @Test
    void oneMigratesWhereNothingCanBeWrittenWhileTheOtherWaitsAsLongAsItMay() throws Exception {
        HttpGitServer.requireInstalled();
        try (var bare = SampleRepository.bare(directory.resolve("schema.git"))) {
            bare.commit("master", FILES);
        }
        var authority = new TestAuthority(Files.createDirectory(directory.resolve("authority")));
        try (var stage = new Stage();
                var https = HttpGitServer.start(directory, authority.server("ip:127.0.0.1"))) {
            https.allow("x-access-token", TOKEN);
            stage.repository().commit("master", FILES);
            String database = stage.postgres().fresh();
            stage.postgres().execute(database, "create schema held; create table held.gate ()");
            stage.postgres().execute(database, "alter database " + database + " set search_path = public, held");
            try (var gate = stage.postgres().connect(database, "postgres", "")) {
                gate.setAutoCommit(false);
                gate.createStatement().execute("lock table held.gate");
                try (var first =
                        RunnerProcess.startWhereNothingCanBeWritten(Stage.jar(), bySshAndArns(stage, database))) {
                    first.awaitLine(line -> line.contains("Applying 1 of 1"));

                    var second = RunnerProcess.run(Stage.jar(), byHttps(stage, database, https, authority));
                    assertThat(second.exitCode()).as(second.all()).isEqualTo(5);
                    assertThat(second.all())
                            .contains("Fetched commit ")
                            .contains("ERROR Another run holds the database (session ")
                            .contains(") for longer than 1 s: wait longer, or see what that run is doing")
                            .doesNotContain(TOKEN);

                    gate.commit();
                    var done = first.await();
                    assertThat(done.exitCode()).as(done.all()).isZero();
                    assertThat(done.all()).doesNotContain(PASSPHRASE);
                    assertThat(first.files()).isEmpty();
                }
            }
            assertThat(stage.postgres().tables(database)).containsExactly("a", "flyway_schema_history");
        }
        ReadOnlyFileSystem.assumeAllowed();
    }

    /** An encrypted key within JSON, by ECS's form of ARNs; the URL by reference, so that the banner cannot name the database. */
    private static Map<String, String> bySshAndArns(Stage stage, String database) {
        var key = DeployKey.ed25519();
        stage.git().authorize(key);
        var secrets = stage.secrets();
        secrets.put(
                        "keys",
                        "{\"deploy\":\"" + key.openSshWithPassphrase(PASSPHRASE).replace("\n", "\\n") + "\"}")
                .put("passphrase", PASSPHRASE)
                .put("url", url(stage, database));
        var environment = new HashMap<>(secrets.environment());
        environment.putAll(Map.of(
                "REPOSITORY_URL",
                stage.git().url(Stage.REPOSITORY),
                "REPOSITORY_KNOWN_HOSTS",
                stage.git().knownHosts(),
                "REPOSITORY_DEPLOY_KEY_SECRET",
                secrets.arn("keys") + ":deploy::",
                "REPOSITORY_DEPLOY_KEY_PASSPHRASE",
                "secretsmanager:passphrase",
                "FLYWAY_URL",
                "secretsmanager:url",
                "DB_CREDENTIALS",
                "secretsmanager:" + secrets.arn(Stage.ADMIN) + "::AWSCURRENT:"));
        return environment;
    }

    private Map<String, String> byHttps(Stage stage, String database, HttpGitServer https, TestAuthority authority)
            throws Exception {
        Path pem = Files.writeString(directory.resolve("ca.pem"), authority.pem());
        stage.secrets().put("git", "{\"username\":\"x-access-token\",\"password\":\"" + TOKEN + "\"}");
        var environment = new HashMap<>(stage.secrets().environment());
        environment.putAll(Map.of(
                "REPOSITORY_URL",
                https.url("schema.git"),
                "REPOSITORY_CREDENTIALS",
                "secretsmanager:git",
                "REPOSITORY_SSLROOTCERT",
                pem.toString(),
                "DB_URL",
                url(stage, database),
                "DB_CREDENTIALS",
                "secretsmanager:" + Stage.ADMIN,
                "LOCK_WAIT",
                "1s"));
        return environment;
    }

    private static String url(Stage stage, String database) {
        return "jdbc:postgresql://127.0.0.1:" + stage.postgres().port() + "/" + database;
    }
}
