package dev.slipway.examples.benchmarks.compare;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A control group of Linux, version 1 or 2, for one run: limits it, and counts what all its processes use together, those
 * that nobody waited for included. Making one takes root's rights.
 */
final class ControlGroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int TRIES = 100;

    private final boolean unified;
    private final Path cpu;
    private final Path accounts;
    private final Path memory;

    private ControlGroup(boolean unified, String name) {
        this.unified = unified;
        cpu = ROOT.resolve(unified ? "" : "cpu").resolve(name);
        accounts = ROOT.resolve(unified ? "" : "cpuacct").resolve(name);
        memory = ROOT.resolve(unified ? "" : "memory").resolve(name);
    }

    static String version() {
        return isUnified() ? "2" : "1";
    }

    private static boolean isUnified() {
        return Files.exists(ROOT.resolve("cgroup.controllers"));
    }

    /** Why there are none with that limit on this machine; nothing if there are. */
    static Optional<String> problem(Limit limit) {
        try (var group = open(limit)) {
            group.cpuSeconds();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(refused.toString());
        }
    }

    /** @throws IOException if the machine does not let us */
    static ControlGroup open(Limit limit) throws IOException {
        boolean unified = isUnified();
        if (unified) {
            write(ROOT.resolve("cgroup.subtree_control"), "+cpu +memory");
        }
        var group = new ControlGroup(
                unified, "slipway-compare-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            for (Path directory : group.directories()) {
                Files.createDirectory(directory);
            }
            group.limit(limit);
        } catch (IOException refused) {
            group.close();
            throw refused;
        }
        return group;
    }

    private void limit(Limit limit) throws IOException {
        if (!limit.isLimited()) {
            return;
        }
        if (unified) {
            write(cpu.resolve("cpu.max"), limit.quota() + " " + Limit.PERIOD);
            write(memory.resolve("memory.max"), String.valueOf(limit.memory()));
        } else {
            write(cpu.resolve("cpu.cfs_period_us"), String.valueOf(Limit.PERIOD));
            write(cpu.resolve("cpu.cfs_quota_us"), String.valueOf(limit.quota()));
            write(memory.resolve("memory.limit_in_bytes"), String.valueOf(limit.memory()));
        }
    }

    /** The files to which a process writes its id to be in the group. */
    List<Path> doors() {
        return directories().stream()
                .map(directory -> directory.resolve("cgroup.procs"))
                .toList();
    }

    private Set<Path> directories() {
        // Where cpu and cpuacct are one, the second name is a link to the first.
        var directories = new LinkedHashSet<Path>();
        for (Path directory : List.of(cpu, accounts, memory)) {
            try {
                directories.add(directory.getParent().toRealPath().resolve(directory.getFileName()));
            } catch (IOException missing) {
                directories.add(directory);
            }
        }
        return directories;
    }

    double cpuSeconds() throws IOException {
        return unified
                ? entry(cpu.resolve("cpu.stat"), "usage_usec") / 1e6
                : number(accounts.resolve("cpuacct.usage")) / 1e9;
    }

    double throttledSeconds() throws IOException {
        return unified
                ? entry(cpu.resolve("cpu.stat"), "throttled_usec") / 1e6
                : entry(cpu.resolve("cpu.stat"), "throttled_time") / 1e9;
    }

    double peakMebibytes() throws IOException {
        Path file = memory.resolve(unified ? "memory.peak" : "memory.max_usage_in_bytes");
        // Kernels before 5.19 do not tell.
        return Files.exists(file) ? number(file) / (1 << 20) : Double.NaN;
    }

    private static double number(Path file) throws IOException {
        return Double.parseDouble(Files.readString(file).strip());
    }

    private static double entry(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name + " ")) {
                return Double.parseDouble(line.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }

    /** Ends what is left in it. */
    @Override
    public void close() throws IOException {
        for (Path directory : directories()) {
            for (int attempt = 1; Files.exists(directory); attempt++) {
                for (String process : Files.readAllLines(directory.resolve("cgroup.procs"))) {
                    ProcessHandle.of(Long.parseLong(process)).ifPresent(ProcessHandle::destroyForcibly);
                }
                try {
                    Files.delete(directory);
                } catch (FileSystemException busy) {
                    // The kernel needs a moment to see that it is empty.
                    if (attempt == TRIES) {
                        throw busy;
                    }
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
