package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.git.ReadOnlyFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The packaged jar, started as the container does it, with an environment, home and temporary directory of its own. */
final class RunnerProcess implements AutoCloseable {
    private static final long LONGEST_SECONDS = 120;

    private final Process process;
    private final Path directory;
    private final Output out;
    private final Output err;

    /** How it ended. */
    record Finished(int exitCode, String out, String err) {
        String all() {
            return out + err;
        }

        List<String> lines() {
            return all().lines().toList();
        }
    }

    private RunnerProcess(Path jar, Map<String, String> environment, List<String> args, boolean nothingToWrite)
            throws IOException {
        directory = Files.createTempDirectory("runner");
        for (String name : nothingToWrite ? List.of("work") : List.of("home", "tmp", "work")) {
            Files.createDirectory(directory.resolve(name));
        }
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Duser.home=" + directory.resolve("home"),
                "-Djava.io.tmpdir=" + directory.resolve("tmp"),
                "-jar",
                jar.toAbsolutePath().toString()));
        command.addAll(args);
        var builder = new ProcessBuilder(nothingToWrite ? ReadOnlyFileSystem.around(command) : command)
                .directory(directory.resolve("work").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        if (nothingToWrite) {
            builder.environment().put("PATH", System.getenv("PATH"));
        } else {
            builder.environment().put("HOME", directory.resolve("home").toString());
            builder.environment().put("TMPDIR", directory.resolve("tmp").toString());
        }
        process = builder.start();
        process.getOutputStream().close();
        out = new Output(process.getInputStream());
        err = new Output(process.getErrorStream());
    }

    static RunnerProcess start(Path jar, Map<String, String> environment, String... args) {
        try {
            return new RunnerProcess(jar, environment, List.of(args), false);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Without home and temporary directory and, where the machine allows it, with nothing but file systems that are read only. */
    static RunnerProcess startWhereNothingCanBeWritten(Path jar, Map<String, String> environment, String... args) {
        try {
            return new RunnerProcess(jar, environment, List.of(args), true);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Runs to the end. */
    static Finished run(Path jar, Map<String, String> environment, String... args) {
        try (var runner = start(jar, environment, args)) {
            return runner.await();
        }
    }

    Process process() {
        return process;
    }

    /** What it left or keeps on disk. */
    List<Path> files() {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Waits until it has printed a line. */
    void awaitLine(Predicate<String> expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (out.lines().noneMatch(expected) && err.lines().noneMatch(expected)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("The line never came:\n" + out.text() + err.text());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    Finished await() {
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The runner does not end:\n" + out.text() + err.text());
            }
            out.join();
            err.join();
            return new Finished(process.exitValue(), out.text(), err.text());
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Ends it if it is still there, and removes its directories. */
    @Override
    public void close() {
        process.destroyForcibly();
        try (var files = Files.walk(directory)) {
            process.waitFor();
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Collects what the process prints. */
    private static final class Output extends Thread {
        private final InputStream from;
        private final StringBuffer text = new StringBuffer();

        Output(InputStream from) {
            super("runner output");
            this.from = from;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try (var reader = new java.io.InputStreamReader(from, UTF_8)) {
                var buffer = new char[8192];
                for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                    text.append(buffer, 0, read);
                }
            } catch (IOException ended) {
                text.append("\n[").append(ended).append("]\n");
            }
        }

        String text() {
            return text.toString();
        }

        Stream<String> lines() {
            return text().lines();
        }
    }
}
