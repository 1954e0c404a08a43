package dev.slipway.examples.benchmarks.compare;

import dev.slipway.examples.runner.CompareStage;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Liquibase's command line. Without the shell script and the other databases' drivers of its distribution: that is in its favour. */
final class Liquibase implements Contestant {
    /** liquibase-core holds the command line, picocli is what it lacks. */
    private static final Pattern JARS =
            Pattern.compile(".*/(liquibase-core|picocli|opencsv|snakeyaml|jaxb-api|commons-collections4|commons-text"
                    + "|commons-lang3|commons-io|postgresql)-[^/]*\\.jar");

    private static final String ROOT = "root.xml";

    private final CompareStage stage;
    private final Path mounted;
    private final List<String> jars;

    Liquibase(CompareStage stage, Path mounted) {
        this.stage = stage;
        this.mounted = mounted;
        jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> JARS.matcher(entry).matches())
                .toList();
    }

    /** What both contestants read. */
    static Map<String, String> environment(CompareStage stage, boolean tls, String database) {
        return Map.of(
                "LIQUIBASE_COMMAND_URL",
                stage.jdbcUrl(tls, database),
                "LIQUIBASE_COMMAND_USERNAME",
                "sqladmin",
                "LIQUIBASE_COMMAND_PASSWORD",
                stage.adminPassword(tls),
                "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                ROOT);
    }

    @Override
    public String id() {
        return "liquibase";
    }

    @Override
    public String name() {
        return "Liquibase's command line " + version() + ", `update`";
    }

    private String version() {
        return jars.stream()
                .filter(jar -> jar.contains("liquibase-core"))
                .map(jar -> jar.replaceFirst(".*liquibase-core-(.*)\\.jar", "$1"))
                .findFirst()
                .orElse("");
    }

    @Override
    public Job job() {
        return Job.MOUNTED;
    }

    @Override
    public List<String> missing() {
        return version().isEmpty() ? List.of("Liquibase's jars") : List.of();
    }

    @Override
    public Command command(boolean tls, String database, Path home) {
        var environment = new HashMap<>(environment(stage, tls, database));
        environment.put("HOME", home.toString());
        environment.put("LANG", "C.UTF-8");
        return new Command(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        jars.stream().collect(Collectors.joining(File.pathSeparator)),
                        "liquibase.integration.commandline.LiquibaseCommandLine",
                        "--search-path=" + mounted,
                        // Nothing leaves the machine.
                        "--analytics-enabled=false",
                        "update"),
                environment);
    }

    @Override
    public List<String> expected(boolean first) {
        return List.of("Liquibase command 'update' was executed successfully");
    }
}
