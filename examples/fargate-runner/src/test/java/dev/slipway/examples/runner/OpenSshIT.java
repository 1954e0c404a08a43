package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.OpenSshServer;
import dev.slipway.migration.git.SampleRepository;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server: OpenSSH's, with a key that may read one repository and do nothing else. */
class OpenSshIT {
    @TempDir
    Path directory;

    @BeforeAll
    static void requireSshd() {
        OpenSshServer.requireInstalled();
    }

    @Test
    void aReadOnlyDeployKeyServesTheRunner() throws Exception {
        DeployKey key = DeployKey.ed25519();
        Path repository = directory.resolve("schema.git");
        String commit;
        try (var git = SampleRepository.bare(repository)) {
            git.commit("master", Sample.master());
            commit = git.commit("develop", Sample.develop());
        }
        try (var stage = new Stage();
                var sshd = OpenSshServer.start(directory.resolve("sshd"), repository)) {
            sshd.authorize(key);
            stage.secrets().put("real-key", key.openSsh());
            String database = stage.postgres().fresh();
            var environment = stage.environment(database);
            environment.put("REPOSITORY_URL", sshd.url());
            environment.put("REPOSITORY_KNOWN_HOSTS", sshd.knownHosts());
            environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "secretsmanager:real-key");

            var finished = RunnerProcess.run(Stage.jar(), environment, "develop");
            assertThat(finished.exitCode()).as(finished.all()).isZero();
            assertThat(finished.out())
                    .contains("Fetched commit " + commit + ": 5 files", "Applied 5 migrations")
                    // What the libraries say of the server is nothing to do something about.
                    .doesNotContain("[org.apache.sshd");
            assertThat(stage.postgres().tables(database))
                    .containsExactly("flyway_schema_history", "greeting", "product");
        }
    }
}
