package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.git.DeployKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws where the CPU time of the image's runs goes, by async-profiler: {@code mvn -q -Pimage,flame-graphs -DskipTests
 * verify}.
 */
public final class FlameGraphs {
    private static final int RUNS = 10;
    private static final String INTERVAL = "200us";

    private final Stage stage;
    private final UnpackedImage image;
    private final Path agent;
    private final Path scratch;
    private final Path directory;
    private final PrintStream out;

    private FlameGraphs(Stage stage, Path image, Path scratch, Path directory, PrintStream out) throws IOException {
        this.stage = stage;
        this.image = UnpackedImage.of(image, Files.createDirectory(scratch.resolve("image")));
        this.scratch = scratch;
        this.directory = directory;
        this.out = out;
        this.agent = scratch.resolve("agent.so");
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        try (var library = FlameGraphs.class.getResourceAsStream("/linux-" + machine + "/libasyncProfiler.so")) {
            Files.copy(library, agent);
        }
    }

    /** @param args the directory {@code target}, the directory of the pictures */
    public static void main(String[] args) throws Exception {
        var out = new PrintStream(System.out, true, UTF_8);
        Path image = Path.of(args[0], "image");
        Path scratch = Files.createTempDirectory("profile");
        int exitCode = 0;
        try (var stage = new Stage()) {
            var graphs = new FlameGraphs(stage, image, scratch, Files.createDirectories(Path.of(args[1])), out);
            graphs.draw("runner-flyway", "Flyway, files from Git, secrets from Secrets Manager", graphs.flyway());
            graphs.draw("runner-liquibase", "Liquibase, files from a directory", graphs.liquibase());
        } catch (Throwable failure) {
            failure.printStackTrace(out);
            exitCode = 1;
        } finally {
            try (var files = Files.walk(scratch)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        // Threads of the in-process servers may linger.
        System.exit(exitCode);
    }

    /** With a deploy key as {@code ssh-keygen -b 4096} makes it. */
    private Map<String, String> flyway() {
        var key = DeployKey.rsa(4096);
        stage.git().authorize(key);
        stage.secrets().put(Stage.KEY, key.pem());
        stage.repository().commit("master", Sample.master());
        return stage.environment("");
    }

    private Map<String, String> liquibase() throws IOException {
        Path files = scratch.resolve("changelog");
        for (var file : Sample.liquibase().entrySet()) {
            Path path = files.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return new HashMap<>(Map.of(
                "ENGINE", "liquibase",
                "CHANGELOG_DIRECTORY", files.resolve("sql").toString(),
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.xml",
                "LIQUIBASE_PARAMETER_COMMENT", "What the shop sells",
                "DB_HOST", "127.0.0.1",
                "DB_PORT", String.valueOf(stage.postgres().port()),
                "DB_CREDENTIALS", "env:LOGIN",
                "LOGIN", stage.postgres().adminLogin()));
    }

    private void draw(String name, String what, Map<String, String> environment) throws Exception {
        var graph = new FlameGraph();
        for (int run = 0; run < RUNS; run++) {
            String database = stage.postgres().fresh();
            environment.put("DB_NAME", database);
            environment.computeIfPresent("FLYWAY_PLACEHOLDERS_DATABASE", (key, old) -> database);
            graph.add(profile(environment));
        }
        Path picture = directory.resolve(name + ".svg");
        Files.writeString(picture, graph.svg(what + ": CPU time of " + RUNS + " runs in the image's runtime"));
        out.println(picture + ": " + (Files.size(picture) >> 10) + " KiB");
    }

    private String profile(Map<String, String> environment) throws IOException, InterruptedException {
        Path samples = scratch.resolve("samples");
        List<String> command = image.command("-agentpath:" + agent + "=start,event=ctimer,interval=" + INTERVAL
                + ",cstack=vm,collapsed,file=" + samples);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0 || said.contains("start-up cache")) {
            throw new IllegalStateException(said);
        }
        return Files.readString(samples);
    }
}
