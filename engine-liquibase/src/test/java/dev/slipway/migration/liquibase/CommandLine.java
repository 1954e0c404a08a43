package dev.slipway.migration.liquibase;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Liquibase's own command line, in a process of its own, without anything of ours on its class path. */
final class CommandLine {
    /** liquibase-core holds the classes of liquibase-cli; picocli is what they lack. */
    private static final Pattern JARS =
            Pattern.compile(".*/(liquibase-core|picocli|opencsv|snakeyaml|jaxb-api|commons-collections4|commons-text"
                    + "|commons-lang3|commons-io|postgresql|mariadb-java-client)-[^/]*\\.jar");

    private CommandLine() {}

    /** Runs {@code update} with a directory as search path. */
    static void update(DataSource database, Path directory, String root, Map<String, String> parameters)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> JARS.matcher(entry).matches())
                        .collect(Collectors.joining(File.pathSeparator)),
                "liquibase.integration.commandline.LiquibaseCommandLine",
                "--search-path=" + directory,
                "--analytics-enabled=false",
                "update",
                "--changelog-file=" + root));
        command.addAll(login(database));
        parameters.forEach((name, value) -> command.add("-D" + name + "=" + value));
        Path output = Files.createTempFile("liquibase", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(output.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("LIQUIBASE_"));
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(100, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(
                        (ended ? "Liquibase failed: " : "Liquibase hangs: ") + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> login(DataSource database) {
        return TestDatabases.isMariaDb(database)
                ? List.of("--url=" + MariaDbServer.get().url(database))
                : List.of("--url=" + PostgresServer.get().url(database), "--username=postgres", "--password=none");
    }
}
