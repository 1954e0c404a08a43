package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program of the tests in a JVM of its own.
 *
 * @param process starts it; environment and directory can be set before it runs
 */
record OtherJvm(ProcessBuilder process) {
    /** With options of the JVM. */
    static OtherJvm of(Class<?> program, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(arguments);
        return new OtherJvm(new ProcessBuilder(command).redirectErrorStream(true));
    }

    /** What it prints; it must end well. */
    String run(String input) throws IOException, InterruptedException {
        Process running = process.start();
        try (var in = running.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String output = new String(running.getInputStream().readAllBytes(), UTF_8);
        assertThat(running.waitFor()).as(output).isZero();
        return output;
    }
}
