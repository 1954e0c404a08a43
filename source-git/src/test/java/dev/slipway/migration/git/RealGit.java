package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code git} program, without any configuration of the machine. */
final class RealGit {
    private static final String NULL = System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null";

    private RealGit() {}

    /** Skips the test where there is no {@code git}, but for continuous integration, where that is a failure. */
    static void requireInstalled() throws InterruptedException {
        boolean installed;
        try {
            run(Path.of("."), "--version");
            installed = true;
        } catch (IOException missing) {
            installed = false;
        }
        NeededHere.require(installed, "The program git", "install it");
    }

    static String run(Path directory, String... arguments) throws IOException, InterruptedException {
        return feed(directory, "", arguments);
    }

    /** With a text as standard input. */
    static String feed(Path directory, String input, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", NULL);
        builder.environment().put("GIT_CONFIG_SYSTEM", NULL);
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
        return output;
    }

    static void commit(Path work, String message) throws IOException, InterruptedException {
        run(work, "add", "-A");
        run(work, "commit", "-q", "-m", message);
    }
}
