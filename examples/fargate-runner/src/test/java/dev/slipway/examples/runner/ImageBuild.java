package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/**
 * Fills {@code target/image}, from which {@code docker build} makes the image: a Java runtime with the modules that the
 * runner needs, the jars, and a start-up cache that is trained by the real flow. All files have one fixed time, so that the
 * same sources give the same layers, except for the cache's.
 */
public final class ImageBuild {
    private static final String HOME = UnpackedImage.HOME;
    private static final String MAIN = "dev.slipway.examples.runner.Main";

    /** Flags of the run, with which the cache is trained, too: it does not fit others. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            // At a quarter of a CPU, compiling well costs more than it brings in a run of seconds.
            "-XX:TieredStopAtLevel=1",
            // So is compiling what is called some hundred times, as a little is in every step.
            "-XX:CompileThresholdScaling=4",
            // At any address the cache would have to be rewritten: a tenth of a second. All that gives is that
            // addresses
            // cannot be guessed, to somebody who has got code to run in here already.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            // Profiles are for the compiler that is not used.
            "-XX:-AOTRecordTraining",
            "-XX:-AOTReplayTraining",
            // Calls by reflection are made once or twice: not worth a class of their own, which no cache holds.
            "-Djdk.reflect.useNativeAccessorOnly=true",
            // Writes to /tmp.
            "-XX:-UsePerfData",
            // Of 512 MB, the rest is for classes, code, threads and TLS.
            "-XX:MaxRAMPercentage=60",
            // What is touched stays in memory: most of what is made is garbage soon, and 6 MB of it are enough. It
            // grows.
            "-Xms32m",
            "-XX:NewSize=6m",
            // Standard output is the runner's: what the virtual machine has to say of the cache, the runner says in one
            // line.
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Xlog:aot*=off",
            "-Xlog:cds*=off");

    /** What jdeps finds in the jars, checked at each build, and what is found by name only. */
    private static final List<String> MODULES = List.of(
            "java.base",
            // java.beans: Liquibase reads its own objects with it.
            "java.desktop",
            "java.logging",
            "java.management",
            "java.naming",
            // For tickets of Kerberos, which JGit and the PostgreSQL driver name.
            "java.security.jgss",
            "java.rmi",
            "java.scripting",
            "java.sql",
            "java.xml",
            // For the elliptic curves of TLS and SSH, by name.
            "jdk.crypto.ec",
            "jdk.unsupported");

    private final Path target;
    private final Path image;
    private final FileTime time;
    private final PrintStream out;

    private ImageBuild(Path target, FileTime time, PrintStream out) {
        this.target = target;
        this.image = target.resolve("image");
        this.time = time;
        this.out = out;
    }

    /** @param args the directory {@code target}, the Dockerfile, the time of all files */
    public static void main(String[] args) throws Exception {
        var out = new PrintStream(System.out, true, UTF_8);
        Path target = Path.of(args[0]).toAbsolutePath();
        Optional<Path> jdk = Toolchains.jdk25(target.resolve("jdks.xml"));
        // Without one, that of an earlier build would be taken for this one's.
        delete(target.resolve("image"));
        if (jdk.isEmpty()) {
            out.println("Image: skipped, Maven's toolchain discovery finds no JDK 25 with jlink on this machine");
            System.exit(0);
        }
        try {
            new ImageBuild(target, FileTime.from(Instant.parse(args[2])), out).make(jdk.get(), Path.of(args[1]));
        } catch (Throwable failure) {
            failure.printStackTrace(out);
            System.exit(1);
        }
        // Threads of the in-process servers may linger.
        System.exit(0);
    }

    private void make(Path jdk, Path dockerfile) throws Exception {
        out.println("Image: with " + jdk);
        Files.createDirectories(part("lib"));
        Files.createDirectories(part("app"));
        Files.copy(dockerfile, image.resolve("Dockerfile"));
        List<String> jars = copyJars();
        Path bom = target.resolve("bom.json");
        if (Files.exists(bom)) {
            Files.copy(bom, part("app").resolve("bom.json"));
        }
        link(jdk);
        Files.writeString(part("app").resolve("run"), options(HOME, jars, List.of(cacheFlag(), property(), MAIN)));
        Files.writeString(
                part("app").resolve("health"),
                options(
                        HOME,
                        jars,
                        List.of(cacheFlag(), "dev.slipway.examples.runner.Health", "/dev/shm/fargate-runner")));
        touch();
        train(jars);
        touch();
        out.println("Image: build it with docker build --build-arg BASE=<any image with glibc> "
                + Path.of("").toAbsolutePath().relativize(image));
    }

    private Path part(String part) {
        return UnpackedImage.part(image, part);
    }

    /** A jar by its path in the image. */
    private Path file(String jar) {
        return jar.startsWith("lib/")
                ? part("lib").resolve(jar.substring("lib/".length()))
                : part("app").resolve(jar);
    }

    private static String cacheFlag() {
        return "-XX:AOTCache=" + HOME + "/run.aot";
    }

    private static String property() {
        return "-D" + StartupCache.PROPERTY + "=" + HOME + "/run.aot";
    }

    /** In the order of the class path, by paths in the image. */
    private List<String> copyJars() throws IOException {
        var jars = new ArrayList<String>();
        Path runner = target.resolve("fargate-runner.jar");
        try (var jar = new JarFile(runner.toFile())) {
            String path = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            JarCopy.copy(runner, part("app").resolve("fargate-runner.jar"), time);
            jars.add("fargate-runner.jar");
            for (String name : path.split(" ")) {
                JarCopy.copy(target.resolve(name), file(name), time);
                jars.add(name);
            }
        }
        return jars;
    }

    private void link(Path jdk) throws IOException, InterruptedException {
        var jars = new ArrayList<String>();
        try (var files = Files.list(part("lib"))) {
            // A named module that requires another, which is not there and not used.
            files.map(Path::toString)
                    .filter(name -> !name.contains("jaxb-api"))
                    .sorted()
                    .forEach(jars::add);
        }
        jars.add(file("fargate-runner.jar").toString());
        var jdeps = new ArrayList<>(List.of(
                jdk.resolve("bin/jdeps").toString(),
                "--multi-release",
                "25",
                "--ignore-missing-deps",
                "--print-module-deps"));
        jdeps.addAll(jars);
        for (String module : run(jdeps, Map.of()).strip().split(",")) {
            if (!MODULES.contains(module)) {
                throw new IllegalStateException("The jars need module '" + module + "': add it to ImageBuild.MODULES");
            }
        }
        run(
                List.of(
                        jdk.resolve("bin/jlink").toString(),
                        "--add-modules",
                        String.join(",", MODULES),
                        "--strip-debug",
                        "--no-man-pages",
                        "--no-header-files",
                        "--compress",
                        "zip-6",
                        // Of java.desktop, only java.beans is used: no pictures, fonts, sounds.
                        "--exclude-files",
                        "/java.desktop/lib/**,/java.desktop/conf/**,/java.rmi/bin/**,/java.scripting/bin/**",
                        "--output",
                        part("runtime").toString()),
                Map.of());
    }

    private void train(List<String> jars) throws Exception {
        Path scratch = Files.createTempDirectory("training");
        try (var rehearsals = ImageTraining.start(scratch)) {
            // The paths differ from those in the image by what stands before lib/, which the cache allows for.
            Path flat = Files.createDirectories(scratch.resolve("opt"));
            copyAs(part("lib"), flat.resolve("lib"));
            Files.copy(
                    file("fargate-runner.jar"), flat.resolve("fargate-runner.jar"), StandardCopyOption.COPY_ATTRIBUTES);
            describe(jars, flat.resolve("run.aot" + StartupCache.JARS));
            train("cache-flyway", rehearsals.flyway(), jars, flat, rehearsals);
            train("cache-liquibase", rehearsals.liquibase(), jars, flat, rehearsals);
            var both = new ArrayList<>(rehearsals.flyway());
            both.addAll(rehearsals.liquibase());
            train("cache", both, jars, flat, rehearsals);
        } finally {
            delete(scratch);
        }
    }

    /** All classes of a cache are loaded at the start, so that one for both engines costs either some memory. */
    private void train(String name, List<Path> tasks, List<String> jars, Path flat, ImageTraining rehearsals)
            throws Exception {
        Path cache = Files.createDirectories(part(name)).resolve("run.aot");
        var more = new ArrayList<>(List.of("-XX:AOTCacheOutput=" + cache));
        // There is none yet, but the check of it is trained.
        more.add("-D" + StartupCache.PROPERTY + "=" + flat.resolve("run.aot"));
        more.addAll(rehearsals.properties(part("runtime")));
        more.add("dev.slipway.examples.runner.Rehearsal");
        Path options = Files.writeString(flat.resolve("options"), options(flat.toString(), jars, more));
        var command =
                new ArrayList<>(List.of(part("runtime").resolve("bin/java").toString(), "@" + options));
        tasks.forEach(task -> command.add(task.toString()));
        run(command, rehearsals.environment());
        describe(jars, cache.resolveSibling(cache.getFileName() + StartupCache.JARS));
        out.println("Image: start-up cache '" + name + "' of " + (Files.size(cache) >> 20) + " MiB");
    }

    /** What the cache was made from, for the runner to compare. */
    private void describe(List<String> jars, Path list) throws IOException {
        var lines = new ArrayList<String>();
        for (String jar : jars) {
            lines.add(StartupCache.describe(file(jar), jar));
        }
        Files.write(list, lines);
    }

    private static String options(String home, List<String> jars, List<String> more) {
        var lines = new ArrayList<>(FLAGS);
        lines.add("-cp");
        lines.add("\""
                + String.join(":", jars.stream().map(jar -> home + "/" + jar).toList()) + "\"");
        lines.addAll(more);
        return String.join("\n", lines) + "\n";
    }

    private static String run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.get(0) + " failed:\n" + said);
        }
        return said;
    }

    private static void copyAs(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void touch() throws IOException {
        try (var files = Files.walk(image)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
