package dev.slipway.examples.benchmarks.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of this machine. */
final class Tools {
    private Tools() {}

    /** A program on the path. Version managers' shims are passed over: they would be measured, too. */
    static Optional<Path> find(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            Path program = Path.of(directory, name);
            if (!directory.endsWith("shims") && Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    /** Of these programs, those that are not on the path. */
    static List<String> missing(String... names) {
        var missing = new ArrayList<String>();
        for (String name : names) {
            if (find(name).isEmpty()) {
                missing.add(name);
            }
        }
        return missing;
    }

    /** The first line that a program says of its version. */
    static String version(Path program, String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(program.toString(), option)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return said.lines().findFirst().orElse("unknown").strip();
    }
}
