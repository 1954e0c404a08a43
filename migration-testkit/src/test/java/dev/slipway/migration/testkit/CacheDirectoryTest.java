package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
    private static final int FILES = 200;

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

    /** Another JVM may be about to copy it. */
    @Test
    void anEntryThatIsDroppedIsThereAsAWholeOrNotAtAll() throws Exception {
        for (int round = 0; round < 3; round++) {
            cache.store("entry", data, new byte[0]);
            try (var watcher = Background.run(this::fewestFilesUntilItIsGone)) {
                for (int i = 0; Files.exists(entry()); i++) {
                    age();
                    cache.store("young" + round + "-" + i, data.resolve("d0"), new byte[0]);
                }
                assertThat(watcher.result()).isEqualTo(FILES);
            }
        }
    }

    @Test
    void ofTooManyEntriesTheLongestUnusedAreDroppedUnlessTheyAreYoung() throws Exception {
        Path little = data.resolve("d0");
        for (int i = 0; i < 20; i++) {
            cache.store("entry" + i, little, new byte[0]);
        }
        assertThat(entries()).hasSize(20);
        for (int i = 0; i < 20; i++) {
            Path entry = directory.resolve("cache/templates/entry" + i);
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now().minus(Duration.ofHours(i))));
        }
        cache.store("last", little, new byte[0]);
        assertThat(entries()).hasSize(16).contains("last", "entry0", "entry14").doesNotContain("entry15");
    }

    @Test
    void programsThatAKilledProcessHasUnpackedInPartAreDeletedUnlessTheyAreYoung() throws Exception {
        Path old = Files.createDirectories(directory.resolve("cache/binaries/half-old"));
        Path young = Files.createDirectories(directory.resolve("cache/binaries/half-young"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path binaries = cache.binaries("product", half -> Files.writeString(half.resolve("program"), ""));
        assertThat(binaries.resolve("program")).exists();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> all = Files.list(directory.resolve("cache/templates"))) {
            return all.map(entry -> entry.getFileName().toString()).toList();
        }
    }

    private long fewestFilesUntilItIsGone() throws IOException {
        for (long fewest = FILES; ; ) {
            long seen;
            try {
                seen = files(entry().resolve(CacheDirectory.DATA));
            } catch (IOException | UncheckedIOException vanished) {
                seen = 0;
            }
            if (!Files.exists(entry())) {
                return fewest;
            }
            fewest = Math.min(fewest, seen);
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
