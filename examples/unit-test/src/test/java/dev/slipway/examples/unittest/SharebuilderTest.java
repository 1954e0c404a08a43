package dev.slipway.examples.unittest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Secret;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.testkit.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A real project's changelog, which creates users, if it is there: {@code -Dslipway.corpora=…}. */
class SharebuilderTest {
    private static final Path CHANGELOG =
            Path.of(System.getProperty("slipway.corpora", "no-corpora"), "sharebuilder-flyway-postgres");

    @Test
    void itsUsersAreThereForEachDatabaseAndEachChangelog() throws Exception {
        useDatabases("Rx7-Quay.Wharf", 2);
        useDatabases("Sx8-Mole.Pier", 2);
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void itsUsersAreThereForTheHundredthDatabase() throws Exception {
        useDatabases("Rx7-Quay.Wharf", 100);
    }

    private static void useDatabases(String password, int count) throws Exception {
        Assumptions.assumeTrue(Files.isDirectory(CHANGELOG), () -> "There is no '" + CHANGELOG + "'");
        var engine = FlywayEngine.builder()
                .placeholder("database_name", "sample")
                .placeholder("read_only_password", Secret.of(password))
                .placeholder("sample_application_password", Secret.of(password))
                .build();
        try (var databases = TestDatabases.builder(engine, ChangelogSource.directory(CHANGELOG))
                .migratedAs("sample")
                .open()) {
            for (int i = 0; i < count; i++) {
                try (var database = databases.create();
                        var application = DriverManager.getConnection(
                                database.jdbcUrl().replace("user=postgres", "user=sample_application"));
                        var statement = application.createStatement();
                        var row = statement.executeQuery("select insert_sample_p('hello')")) {
                    row.next();
                    assertThat(row.getInt(1)).isEqualTo(1);
                }
            }
        }
    }
}
