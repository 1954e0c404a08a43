package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PgBouncer in front of one database of the embedded PostgreSQL, in a process of its own. */
final class PgBouncer implements AutoCloseable {
    private final Process process;
    private final DataSource pooled;

    private PgBouncer(Process process, DataSource pooled) {
        this.process = process;
        this.pooled = pooled;
    }

    /** Skips the test where the program is not installed; on CI it has to be. */
    static PgBouncer start(DataSource database, String mode, int sessions) throws Exception {
        Path program = Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (System.getenv("CI") != null) {
            assertThat(program).as("PgBouncer, which has to be installed on CI").isNotNull();
        }
        assumeTrue(program != null, "PgBouncer is not installed");
        int port = freePort();
        Process process = new ProcessBuilder(command(program, configuration(database, mode, sessions, port)))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "pgbouncer.log").toFile())
                .start();
        var pooled = new PGSimpleDataSource();
        pooled.setURL("jdbc:postgresql://127.0.0.1:" + port + "/pooled?user=postgres&prepareThreshold=0");
        var bouncer = new PgBouncer(process, pooled);
        Awaitility.await().ignoreExceptions().failFast(() -> !process.isAlive()).until(() -> {
            pooled.getConnection().close();
            return true;
        });
        return bouncer;
    }

    private static Path configuration(DataSource database, String mode, int sessions, int port) throws IOException {
        Path file = Files.createTempFile("pgbouncer", ".ini");
        String server = PostgresServer.get().url(database);
        return Files.writeString(
                file,
                "[databases]\npooled = host=127.0.0.1 port=" + server.replaceFirst(".*:(\\d+)/.*", "$1") + " dbname="
                        + server.replaceFirst(".*/([^?]+).*", "$1") + " user=postgres pool_mode=" + mode
                        + " pool_size=" + sessions + "\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=" + port
                        + "\nunix_socket_dir=\nauth_type=any\nignore_startup_parameters=extra_float_digits\n");
    }

    /** It refuses to run as root. */
    private static List<String> command(Path program, Path configuration) {
        return System.getProperty("user.name").equals("root")
                ? List.of(program.toString(), "-u", "nobody", configuration.toString())
                : List.of(program.toString(), configuration.toString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Connections through the pool. */
    DataSource pooled() {
        return pooled;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
