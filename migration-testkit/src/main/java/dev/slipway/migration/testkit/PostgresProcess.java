package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL server on this machine, on the data directory {@code data} of a run. Everybody on this machine may log in. */
final class PostgresProcess implements ServerProcess {
    /** Nothing has to survive a crash, and files should be few and small: they are copied for each JVM. */
    static final List<String> SETTINGS = List.of(
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
            "min_wal_size=2MB",
            "wal_recycle=off",
            "wal_init_zero=off",
            "checkpoint_timeout=1h",
            "unix_socket_directories=");

    private static final String USER = "postgres";
    /** Spares a test the questions whether the server speaks TLS or GSS, a third one, and a thread that times the login. */
    private static final String QUICKLY =
            "?sslmode=disable&gssEncMode=disable&assumeMinServerVersion=10&loginTimeout=0";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int TRIES = 3;

    private final EmbeddedPostgres server;
    private final Path run;
    private final Path data;

    private PostgresProcess(EmbeddedPostgres server, Path run, Path data) {
        this.server = server;
        this.run = run;
        this.data = data;
    }

    /** What decides how the cluster of this environment sorts: the server's processes inherit it. */
    static String locale() {
        Map<String, String> inherited = new ProcessBuilder().environment();
        return Stream.of("LC_ALL", "LC_COLLATE", "LC_CTYPE", "LANG")
                .map(name -> name + "=" + inherited.getOrDefault(name, ""))
                .toList()
                .toString();
    }

    /**
     * Starts a server; where there is no data directory, one is made.
     *
     * @throws IOException if it does not come up
     */
    static PostgresProcess start(Path run) throws IOException {
        Path data = run.resolve(CacheDirectory.DATA);
        for (int left = TRIES; ; left--) {
            try {
                var process = new PostgresProcess(launch(run, data), run, data);
                process.requireOwn();
                return process;
            } catch (IOException | MigrationException failure) {
                // Another process took the port between its choice and its use.
                RunDirectory.stopServer(run);
                if (left == 1 || Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
            }
        }
    }

    private static EmbeddedPostgres launch(Path run, Path data) throws IOException {
        File log = run.resolve(EmbeddedServer.LOG).toFile();
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(PATIENCE)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log))
                .setLocaleConfig("wal-segsize", "1");
        for (String setting : SETTINGS) {
            String[] parts = setting.split("=", -1);
            builder.setServerConfig(parts[0], parts[1]);
        }
        try {
            return builder.start();
        } catch (IllegalStateException failure) {
            throw new IOException(failure);
        }
    }

    /** On a port that somebody else has taken, somebody else answers. */
    private void requireOwn() {
        try (var admin = new AdminConnections(address(USER).dataSource())) {
            String actual = admin.query("Cannot ask the server for its data directory", "show data_directory")
                    .get(0)
                    .get(0);
            if (!Files.isSameFile(Path.of(actual), data)) {
                throw new MigrationException("The server on port " + server.getPort() + " is another one");
            }
        } catch (IOException failure) {
            throw new MigrationException("The server on port " + server.getPort() + " is another one", failure);
        }
    }

    @Override
    public Address address(String database) {
        String url = "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
        return new Address(
                database,
                url + QUICKLY,
                url + "?user=" + USER,
                () -> new UsernamePassword(USER, Secret.of("any password will do")));
    }

    @Override
    public long pid() {
        try {
            List<String> lines = Files.readAllLines(data.resolve(RunDirectory.POSTGRES_PID));
            return Long.parseLong(lines.get(0).strip());
        } catch (IOException failure) {
            throw new MigrationException("The embedded PostgreSQL has ended", failure);
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
            if (Files.exists(data.resolve(RunDirectory.POSTGRES_PID))) {
                RunDirectory.stopServer(run);
                throw new MigrationException("The embedded PostgreSQL did not stop in time");
            }
        } catch (IOException failure) {
            throw new MigrationException("Cannot stop the embedded PostgreSQL", failure);
        }
    }
}
