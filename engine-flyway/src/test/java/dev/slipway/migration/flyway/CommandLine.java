package dev.slipway.migration.flyway;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Flyway's own command line, of a version of its own, in a process of its own. */
final class CommandLine {
    private static final Path JARS = Path.of("target", "flyway-commandline").toAbsolutePath();

    private CommandLine() {}

    /** For {@code @EnabledIf}. */
    static boolean isThere() {
        return Files.isDirectory(JARS);
    }

    static void migrate(javax.sql.DataSource database, Path directory, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(
                        File.pathSeparator,
                        JARS + File.separator + "*",
                        jarOf(org.postgresql.Driver.class),
                        jarOf(org.mariadb.jdbc.Driver.class)),
                "org.flywaydb.commandline.Main",
                "-skipCheckForUpdate",
                "-locations=filesystem:" + directory));
        command.addAll(login(database));
        command.addAll(List.of(options));
        command.add("migrate");
        Path output = Files.createTempFile("flyway", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(JARS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FLYWAY_"));
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(100, TimeUnit.SECONDS);
            process.destroyForcibly();
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError((ended ? "Flyway failed: " : "Flyway hangs: ") + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static List<String> login(javax.sql.DataSource database) {
        if (database instanceof PGSimpleDataSource postgres) {
            return List.of("-url=" + postgres.getURL(), "-user=" + postgres.getUser(), "-password=none");
        }
        String name = TestDatabases.query((MariaDbDataSource) database, "select database()")
                .get(0);
        return List.of("-url=" + MariaDb.url(name));
    }

    private static String jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (java.net.URISyntaxException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }
}
