package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.ChangelogException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A small changelog in a large repository, in a JVM with little memory: it is fetched or refused, never more. */
@Timeout(300)
class LargeRepositoriesTest {
    @TempDir
    Path folder;

    private HttpGitServer server;

    /** Run in the other JVM. */
    public static final class Fetch {
        /** Arguments: URLs, each followed by the limit in MiB, 0 for the usual one. */
        public static void main(String[] arguments) {
            for (int i = 0; i < arguments.length; i += 2) {
                var source = GitSource.builder(arguments[i]).directory("sql").timeout(Duration.ofMinutes(4));
                int limit = Integer.parseInt(arguments[i + 1]);
                try {
                    var files = (limit == 0 ? source : source.limit((long) limit << 20))
                            .build()
                            .fetch()
                            .files();
                    System.out.println("fetched " + files.size());
                } catch (ChangelogException refused) {
                    System.out.println(refused.getMessage().replaceFirst("Cannot fetch \\S+: ", ""));
                }
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        HttpGitServer.requireInstalled();
        server = HttpGitServer.start(folder, null);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** A repository with some MiB that nothing compresses. */
    private String repository(int mebibytes) throws Exception {
        Path work = folder.resolve("r" + mebibytes);
        RealGit.run(folder, "init", "-q", work.toString());
        Files.createDirectory(work.resolve("sql"));
        Files.writeString(work.resolve("sql/V1__a.sql"), "select 1;");
        var random = new Random(mebibytes);
        var noise = new byte[1 << 20];
        for (int i = 0; i < mebibytes; i++) {
            random.nextBytes(noise);
            Files.write(work.resolve("noise" + i), noise);
        }
        RealGit.run(work, "config", "core.compression", "0");
        RealGit.commit(work, "large");
        return server.url(work.getFileName() + "/.git");
    }

    private static List<String> fetched(String memory, Object... urlsAndLimits) throws Exception {
        var arguments = new ArrayList<String>();
        for (Object each : urlsAndLimits) {
            arguments.add(each.toString());
        }
        // The collector that the JVM chooses where it finds one processor.
        return OtherJvm.of(Fetch.class, List.of(memory, "-XX:+UseSerialGC"), arguments)
                .run("")
                .lines()
                .filter(line -> !line.startsWith("SLF4J"))
                .toList();
    }

    private static String tooLarge(int limit) {
        return "the files of the whole repository take more than " + limit + " MiB packed: raise the limit, or keep"
                + " migrations in a smaller repository";
    }

    private static String noMemory(String mebibytes) {
        return "the files of the whole repository do not fit into the memory of this JVM \\(at most " + mebibytes
                + " MiB\\): give it more by -Xmx, lower the limit, or keep migrations in a smaller repository";
    }

    @Test
    void aFetchTakesLittleMoreMemoryThanTheServerSends() throws Exception {
        String large = repository(8);
        assertThat(fetched("-Xmx36m", large, 0, large, 4)).containsExactly("fetched 1", tooLarge(4));
    }

    /** Without options, a JVM takes a quarter of what there is. */
    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void theUsualLimitFitsIntoATaskOf512Mebibytes() throws Exception {
        String small = repository(60);
        String large = repository(70);
        List<String> said = fetched("-XX:MaxRAM=512m", small, 0, large, 0, repository(160), 1024, small, 0);
        assertThat(said).hasSize(4);
        assertThat(said.get(0)).isEqualTo("fetched 1");
        assertThat(said.get(1)).isEqualTo(tooLarge(64));
        assertThat(said.get(2)).matches(noMemory("12\\d"));
        assertThat(said.get(3)).as("after that").isEqualTo("fetched 1");
    }
}
