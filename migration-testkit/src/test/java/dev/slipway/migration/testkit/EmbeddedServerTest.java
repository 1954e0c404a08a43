package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of all products have in common, shown by one that does not start or does not stop. */
class EmbeddedServerTest {
    @TempDir
    Path directory;

    @Test
    void aFailedStartTellsWhatTheServerSaidLastAndWhereItsDataIs() throws Exception {
        var options = FixtureOptions.of(ScriptEngine.withFingerprint("unstartable"), SampleChangelogs.ships("none"))
                .withCacheDirectory(directory);
        var recipe = options.recipe(new Fetched(options.engine(), options.source()));

        assertThatThrownBy(() -> new Unstartable().start(recipe))
                .isInstanceOf(MigrationException.class)
                .hasMessage("Cannot start an embedded Hulk (Gave up waiting; FATAL: two; HINT: three; shut down):"
                        + " check the directory of its data, '" + directory + "', and the memory of the machine");
        assertThat(runs()).isEmpty();
    }

    @Test
    void ofAServerThatDoesNotStopNothingIsLeftEither() throws Exception {
        var run = CacheDirectory.at(Optional.of(directory)).newRun();
        var embedded = new EmbeddedRun(run, Watchdog.over(run.path()), new Unstoppable(), "any");

        assertThatThrownBy(() -> embedded.close(false)).hasMessage("Cannot stop");
        assertThat(runs()).isEmpty();
    }

    @Test
    void aPathThatIsTooLongForASocketIsRefused() {
        assertThat(MariaDbProcess.socket(Path.of("/" + "d".repeat(95)))).endsWith("d/socket");
        assertThatThrownBy(() -> MariaDbProcess.socket(Path.of("/" + "d".repeat(96))))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("too long for MariaDB's socket by 1 bytes");
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("run"))) {
            return entries.toList();
        }
    }

    private static final class Unstartable extends EmbeddedServer {
        Unstartable() {
            super("Hulk", "none:none", "none");
        }

        @Override
        String identity() {
            return "hulk";
        }

        @Override
        ServerProcess launch(Path run, CacheDirectory cache) throws IOException {
            Files.writeString(
                    run.resolve(LOG), "one\n FATAL: two\nHINT: three\n\nshut down\n", StandardOpenOption.CREATE);
            throw new IOException("Gave up\nwaiting".replace('\n', ' '));
        }

        @Override
        String quoted(String name) {
            return name;
        }

        @Override
        List<String> seal(String database) {
            return List.of();
        }

        @Override
        RunningServer copying(EmbeddedRun run, String template, MigrationReport report) {
            throw new AssertionError("was never started");
        }
    }

    private static final class Unstoppable implements ServerProcess {
        @Override
        public Address address(String database) {
            String url = "jdbc:h2:mem:" + database;
            return new Address(database, url, url, () -> new UsernamePassword("a", Secret.of("b")));
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void stop() {
            throw new MigrationException("Cannot stop");
        }
    }
}
