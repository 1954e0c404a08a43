package dev.slipway.examples.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs commands and measures them. */
final class Meter {
    private static final long LONGEST_MINUTES = 10;

    private final boolean groups;
    private final Optional<Path> time;

    /**
     * Creates a meter.
     *
     * @param groups whether runs have control groups of their own
     * @param time GNU time, which tells the largest process
     */
    Meter(boolean groups, Optional<Path> time) {
        this.groups = groups;
        this.time = time;
    }

    /**
     * Runs a command to its end.
     *
     * @param command what to run, with nothing but its own environment
     * @param limit what it may use
     * @param directory its working directory, where a file {@code usage} is written
     * @param log what it prints goes there
     */
    Sample run(Command command, Limit limit, Path directory, Path log) throws IOException, InterruptedException {
        if (!groups) {
            return run(command, Optional.empty(), directory, log);
        }
        try (ControlGroup group = ControlGroup.open(limit)) {
            return run(command, Optional.of(group), directory, log);
        }
    }

    private Sample run(Command command, Optional<ControlGroup> group, Path directory, Path log)
            throws IOException, InterruptedException {
        Path usage = directory.resolve("usage");
        var builder = new ProcessBuilder(words(command, group, usage))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        long begin = System.nanoTime();
        Process process = builder.start();
        boolean ended = false;
        double wall;
        var whenStopped = new Thread(() -> end(process, group));
        Runtime.getRuntime().addShutdownHook(whenStopped);
        try {
            process.getOutputStream().close();
            ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
            wall = (System.nanoTime() - begin) / 1e9;
        } finally {
            if (!ended) {
                end(process, Optional.empty());
            }
            forget(whenStopped);
        }
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException((ended ? "Exit code " + process.exitValue() : "Did not end") + " of "
                    + command.words() + ":\n" + Files.readString(log));
        }
        return sample(wall, group, usage);
    }

    /** Nothing of a run goes on without this program. */
    private static void end(Process process, Optional<ControlGroup> group) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (group.isPresent()) {
                group.get().close();
            }
        } catch (IOException failure) {
            System.err.println("A control group is left: " + failure);
        }
    }

    private static void forget(Thread whenStopped) {
        try {
            Runtime.getRuntime().removeShutdownHook(whenStopped);
        } catch (IllegalStateException stopping) {
            // It is at work.
        }
    }

    private List<String> words(Command command, Optional<ControlGroup> group, Path usage) {
        var script = new StringBuilder();
        for (Path door : group.map(ControlGroup::doors).orElse(List.of())) {
            script.append("echo $$ > '").append(door).append("' && ");
        }
        var words = new ArrayList<>(List.of("/bin/sh", "-c", script + "exec \"$@\"", "sh"));
        time.ifPresent(
                program -> words.addAll(List.of(program.toString(), "-f", "%M %U %S", "-o", usage.toString(), "--")));
        words.addAll(command.words());
        return words;
    }

    private Sample sample(double wall, Optional<ControlGroup> group, Path usage) throws IOException {
        double rss = Double.NaN;
        double cpu = Double.NaN;
        if (time.isPresent()) {
            String[] words = Files.readString(usage).strip().split(" ");
            rss = Double.parseDouble(words[0]) / 1024;
            cpu = Double.parseDouble(words[1]) + Double.parseDouble(words[2]);
        }
        if (group.isEmpty()) {
            return new Sample(wall, cpu, rss, Double.NaN, Double.NaN);
        }
        ControlGroup used = group.get();
        return new Sample(wall, used.cpuSeconds(), rss, used.peakMebibytes(), used.throttledSeconds());
    }
}
