package dev.slipway.migration.git;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.testkit.ChangelogSourceContract;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class SshSourceTest extends ChangelogSourceContract {
    private static final DeployKey KEY = DeployKey.ed25519();

    private final SampleRepository repository = SampleRepository.inMemory();
    private final SshGitServer server =
            SshGitServer.start().serve("acme/schema.git", repository).authorize(KEY);

    @AfterEach
    void stop() {
        server.close();
        repository.close();
    }

    @Override
    protected ChangelogSource source(Map<String, byte[]> files) {
        repository.commitBytes("master", files);
        return GitSource.builder(server.url("acme/schema.git"))
                .reference("master")
                .sshKey(CredentialProvider.of(KEY.asSshKey()))
                .knownHosts(server.knownHosts())
                .build();
    }

    @Override
    protected void publish(ChangelogSource source, Map<String, byte[]> files) {
        repository.commitBytes("master", files);
    }
}
