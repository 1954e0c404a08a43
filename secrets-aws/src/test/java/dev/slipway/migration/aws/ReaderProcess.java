package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link ReadSecret} in a process that has one environment and no other, and no configuration files. */
final class ReaderProcess implements AutoCloseable {
    private final Process process;
    private final Writer requests;
    private final BufferedReader answers;
    private final Path errors;

    /**
     * Starts it.
     *
     * @param home a directory for its files
     * @param withoutModules the SDK's modules to leave out of the class path
     */
    ReaderProcess(Path home, Map<String, String> environment, List<String> withoutModules) throws IOException {
        errors = Files.createTempFile(home, "errors", ".txt");
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.home=" + home,
                        "-cp",
                        classPath(withoutModules),
                        ReadSecret.class.getName()))
                .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        process = builder.start();
        requests = new OutputStreamWriter(process.getOutputStream(), UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    private static String classPath(List<String> withoutModules) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(entry -> withoutModules.stream()
                        .noneMatch(module ->
                                Path.of(entry).getFileName().toString().matches(module + "-\\d.*\\.jar")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The lines that it says about one request. */
    List<String> read(String... request) throws IOException {
        requests.write(String.join("\t", request) + "\n");
        requests.flush();
        var lines = new ArrayList<String>();
        for (String line = answers.readLine(); !ReadSecret.END.equals(line); line = answers.readLine()) {
            assertThat(line).as(Files.readString(errors)).isNotNull();
            lines.add(line);
        }
        return lines;
    }

    /** What it wrote to standard error so far. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** Lets it end, which it must do by itself. */
    @Override
    public void close() throws IOException, InterruptedException {
        requests.close();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
