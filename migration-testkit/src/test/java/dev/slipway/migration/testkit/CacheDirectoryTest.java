package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
    private static final int FILES = 300;

    @TempDir
    Path directory;

    private CacheDirectory cache;
    private Path data;

    @BeforeEach
    void fill() throws IOException {
        cache = CacheDirectory.at(Optional.of(directory.resolve("cache")));
        data = Files.createDirectory(directory.resolve("data"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(
                    Files.createDirectories(data.resolve("d" + i % 10)).resolve("f" + i), "x");
        }
    }

    @Test
    void anEntryIsRestoredWithItsReport() throws Exception {
        cache.store("entry", data, "report".getBytes(UTF_8));
        Path copy = directory.resolve("copy");
        assertThat(cache.restore("entry", copy)).hasValue("report".getBytes(UTF_8));
        assertThat(files(copy)).isEqualTo(FILES);
    }

    @Test
    void ofAnEntryThatIsNotThereNothingIsRestored() throws Exception {
        Path copy = directory.resolve("copy");
        assertThat(cache.restore("entry", copy)).isEmpty();
        assertThat(copy).doesNotExist();
    }

    /** Two JVMs: one of them drops what the other is just copying. */
    @Test
    void anEntryThatIsDroppedMeanwhileIsRestoredAsAWholeOrNotAtAll() throws Exception {
        for (int round = 0; round < 8; round++) {
            cache.store("entry", data, new byte[0]);
            Path copies = Files.createDirectory(directory.resolve("copies" + round));
            try (var reader = Background.run(() -> restoreUntilItIsGone(copies))) {
                for (int i = 0; Files.exists(entry()); i++) {
                    age();
                    cache.store("young" + round + "-" + i, data.resolve("d0"), new byte[0]);
                }
                assertThat(reader.result()).isEqualTo("gone");
            }
        }
    }

    private String restoreUntilItIsGone(Path copies) throws IOException {
        for (int i = 0; ; i++) {
            Path copy = copies.resolve("copy" + i);
            if (cache.restore("entry", copy).isEmpty()) {
                assertThat(copy).doesNotExist();
                return "gone";
            }
            assertThat(files(copy)).isEqualTo(FILES);
        }
    }

    private void age() throws IOException {
        try {
            Files.setLastModifiedTime(entry(), FileTime.from(Instant.now().minus(Duration.ofDays(15))));
        } catch (NoSuchFileException gone) {
            // The aim.
        }
    }

    private Path entry() {
        return directory.resolve("cache").resolve("templates").resolve("entry");
    }

    private static long files(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
