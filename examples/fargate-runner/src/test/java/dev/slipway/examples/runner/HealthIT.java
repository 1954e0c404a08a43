package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthIT {
    @TempDir
    Path directory;

    @Test
    void theStatusOfARunIsPrintedAndAFailureIsUnhealthy() throws IOException, InterruptedException {
        Path status = directory.resolve("status");
        assertThat(health(status)).isEqualTo("1 not started\n");

        Files.writeString(status, "migrating 2 of 5\n");
        assertThat(health(status)).isEqualTo("0 migrating 2 of 5\n");

        var environment = new HashMap<>(Map.of("STATUS_FILE", status.toString()));
        var finished = RunnerProcess.run(Stage.jar(), environment);
        assertThat(finished.exitCode()).isEqualTo(2);
        assertThat(health(status)).isEqualTo("1 failed: exit code 2\n");
        assertThat(directory).isDirectoryNotContaining("glob:**.next");

        environment.put("STATUS_FILE", directory.resolve("absent/status").toString());
        assertThat(RunnerProcess.run(Stage.jar(), environment).out())
                .containsOnlyOnce("health checks will see nothing");
    }

    private static String health(Path status) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Stage.jar().toString(),
                        "dev.slipway.examples.runner.Health",
                        status.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + " " + said;
    }
}
