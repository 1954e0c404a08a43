package dev.slipway.examples.boot;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A packaged jar, started with an environment of its own; both of its streams go into one file. */
final class JavaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static JavaProcess start(Path jar, Map<String, String> environment) throws IOException {
        Path output = Files.createTempFile("process", ".txt");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), output);
    }

    List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    boolean printed(String text) {
        return lines().stream().anyMatch(line -> line.contains(text));
    }

    void awaitPrinted(String text) {
        await().atMost(PATIENCE).until(() -> printed(text) || !process.isAlive());
        if (!printed(text)) {
            throw new AssertionError("Ended without '" + text + "': " + lines());
        }
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Does not end: " + lines());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        Files.delete(output);
    }
}
