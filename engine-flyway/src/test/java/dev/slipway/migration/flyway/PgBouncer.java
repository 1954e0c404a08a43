package dev.slipway.migration.flyway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/** The machine's {@code pgbouncer} in front of the tests' PostgreSQL, two sessions of the server for each database. */
final class PgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the test where there is none, but for continuous integration, where that is a failure. */
    static void requireInstalled() {
        boolean installed = Files.isExecutable(PROGRAM);
        if (!installed && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(PROGRAM + " is not installed: install pgbouncer");
        }
        Assumptions.assumeTrue(installed, PROGRAM + " is not installed");
    }

    /**
     * Starts one.
     *
     * @param folder for its files
     * @param mode {@code transaction} or {@code session}
     */
    static PgBouncer start(Path folder, String mode) throws IOException {
        int port = freePort();
        Path configuration = Files.writeString(
                folder.resolve(mode + ".ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = 2
                ignore_startup_parameters = extra_float_digits
                """.formatted(TestDatabases.postgresPort(), port, mode));
        var command = new ArrayList<>(List.of(PROGRAM.toString()));
        if (System.getProperty("user.name").equals("root")) {
            // It does not run as root.
            command.addAll(List.of("--user", "nobody"));
        }
        command.add(configuration.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(mode + ".log").toFile())
                .start();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> answers(process, port, folder.resolve(mode + ".log")));
        return new PgBouncer(process, port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(Process process, int port, Path log) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("pgbouncer ended: " + Files.readString(log));
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The same database, through this. */
    PGSimpleDataSource to(PGSimpleDataSource database) {
        var pooled = new PGSimpleDataSource();
        pooled.setServerNames(new String[] {"127.0.0.1"});
        pooled.setPortNumbers(new int[] {port});
        pooled.setDatabaseName(database.getDatabaseName());
        pooled.setUser(database.getUser());
        // Prepared statements live in a session.
        pooled.setPrepareThreshold(0);
        return pooled;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(interrupted));
        }
    }
}
