package dev.slipway.migration.flyway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;

/** Changelogs of real projects, where they are: {@code -Dslipway.corpora=…}. */
final class Corpora {
    private Corpora() {}

    /** A changelog; the test is skipped without it. */
    static Path directory(String name) {
        Path corpus = Path.of(System.getProperty("slipway.corpora", "")).resolve(name);
        assumeTrue(Files.isDirectory(corpus), "there is no '" + name + "' where slipway.corpora says");
        return corpus;
    }

    /** Users belong to the whole server. */
    static void dropSharebuilderUsers(DataSource database) {
        TestDatabases.execute(
                database,
                "drop owned by read_only, sample_application",
                "drop user read_only",
                "drop user sample_application");
    }
}
