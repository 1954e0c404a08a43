package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.testkit.ChangelogSourceContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceTest extends ChangelogSourceContract {
    @TempDir
    Path folder;

    private SampleRepository repository;

    @AfterEach
    void close() {
        if (repository != null) {
            repository.close();
        }
    }

    @Override
    protected ChangelogSource source(Map<String, byte[]> files) {
        repository = SampleRepository.bare(folder.resolve("schema.git"));
        repository.commitBytes("master", files);
        return GitSource.of(folder.resolve("schema.git").toUri().toString(), "master");
    }

    @Override
    protected void publish(ChangelogSource source, Map<String, byte[]> files) {
        repository.commitBytes("master", files);
    }

    @Test
    void whatIsNoRepositoryIsSaid() throws Exception {
        String nowhere = folder.resolve("nowhere").toUri().toString();
        assertThatThrownBy(() -> GitSource.of(nowhere, "main").fetch())
                .isInstanceOf(ChangelogException.class)
                .hasMessage("Cannot fetch " + nowhere + " at 'main': there is no such directory: check the path");
        Files.createDirectory(folder.resolve("empty"));
        String empty = folder.resolve("empty").toUri().toString();
        assertThatThrownBy(() -> GitSource.of(empty, "main").fetch())
                .hasMessage("Cannot fetch " + empty
                        + " at 'main': there is no Git repository in this directory: check the path");
    }
}
