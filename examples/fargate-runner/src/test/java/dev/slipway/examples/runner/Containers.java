package dev.slipway.examples.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Runs the image as a small task of Amazon ECS would: a quarter of a CPU, 512 MB, a root file system that cannot be
 * written, an unprivileged user, and a network on which what stands in for everything else answers at the address of ECS's
 * credentials.
 */
final class Containers implements AutoCloseable {
    /** Where a task on ECS finds its credentials; here also everything else. */
    static final String ADDRESS = "169.254.170.2";

    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final String image;
    private final String network = "slipway-" + UUID.randomUUID();
    private final List<String> started = new ArrayList<>();
    private final List<Relay> relays = new ArrayList<>();

    /** How a container ended. */
    record Finished(int exitCode, String text) {}

    private Containers(String image) {
        this.image = image;
    }

    static Containers of(String image, Stage stage) throws IOException {
        var containers = new Containers(image);
        try {
            containers.docker(
                    "network", "create", "--subnet", "169.254.170.0/28", "--gateway", ADDRESS, containers.network);
            var address = InetAddress.getByName(ADDRESS);
            int secrets = stage.secrets().endpoint().getPort();
            containers.relays.add(Relay.plain(address, 80, secrets));
            for (int port :
                    List.of(secrets, stage.git().port(), stage.postgres().port())) {
                containers.relays.add(Relay.plain(address, port, port));
            }
            return containers;
        } catch (IOException | AssertionError failure) {
            containers.close();
            throw failure;
        }
    }

    /** The environment of a task, seen from within a container. */
    static Map<String, String> environment(Map<String, String> outside) {
        var environment = new HashMap<>(outside);
        environment.replaceAll((name, value) -> value.replace("127.0.0.1", ADDRESS));
        String credentials = environment.remove("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        environment.put(
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                credentials.substring(credentials.indexOf('/', "http://".length())));
        return environment;
    }

    /** Starts one, and returns its name. */
    String start(Map<String, String> environment, String... options) {
        return start(environment, List.of(options), List.of());
    }

    private String start(Map<String, String> environment, List<String> options, List<String> arguments) {
        String name = "slipway-" + UUID.randomUUID();
        var command = new ArrayList<>(List.of("run", "--detach", "--name", name, "--network", network));
        command.addAll(List.of("--cpus", "0.25", "--memory", "512m", "--read-only", "--user", "10001"));
        command.addAll(List.of("--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        environment.keySet().forEach(variable -> command.addAll(List.of("--env", variable)));
        command.addAll(options);
        command.add(image);
        command.addAll(arguments);
        started.add(name);
        require(run(environment, command));
        return name;
    }

    Finished await(String name) {
        int exitCode = Integer.parseInt(docker("wait", name).strip());
        return new Finished(exitCode, docker("logs", name));
    }

    Finished run(Map<String, String> environment, String... options) {
        return await(start(environment, options));
    }

    /** With a directory mounted, which cannot be written. */
    Finished runMounted(Path directory, String at, Map<String, String> environment, String... arguments) {
        var options = List.of("--volume", directory.toAbsolutePath() + ":" + at + ":ro");
        return await(start(environment, options, List.of(arguments)));
    }

    /** What the image's own health check says. */
    Finished health(String name) {
        return run(Map.of(), List.of("exec", name, "/opt/slipway/runtime/bin/java", "@/opt/slipway/health"));
    }

    /** What the Docker command line prints. */
    String docker(String... arguments) {
        return require(run(Map.of(), List.of(arguments)));
    }

    private static String require(Finished finished) {
        if (finished.exitCode() != 0) {
            throw new AssertionError(finished.text());
        }
        return finished.text();
    }

    private static Finished run(Map<String, String> environment, List<String> arguments) {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Path log = Files.createTempFile("docker", ".log");
            try {
                Process process = builder.redirectOutput(log.toFile()).start();
                process.getOutputStream().close();
                boolean ended = process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
                process.destroyForcibly();
                String text = Files.readString(log);
                if (!ended) {
                    throw new AssertionError("docker " + arguments.get(0) + " does not end:\n" + text);
                }
                return new Finished(process.exitValue(), text);
            } finally {
                Files.delete(log);
            }
        } catch (IOException | InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
        started.forEach(name -> run(Map.of(), List.of("rm", "--force", name)));
        run(Map.of(), List.of("network", "rm", network));
    }
}
