package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of Liquibase's documentation of its container, as it stands there but for the place that is mounted: a
 * directory with changelog, properties file and driver, credentials in the environment. The runner lacks H2's driver.
 */
class LiquibaseContainerIT {
    private static final String PASSWORD = "Qz7-mounted.Pass-55";

    @TempDir
    Path mounted;

    @TempDir
    Path data;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void theRunnerLacksTheDriver() throws IOException {
        try (var libraries = Files.list(Stage.jar().resolveSibling("lib"))) {
            assertThat(libraries).noneMatch(jar -> jar.getFileName().toString().startsWith("h2"));
        }
    }

    @BeforeEach
    void mount() throws Exception {
        file("changelog.xml", """
                <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
                        http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
                  <changeSet id="1" author="me">
                    <createTable tableName="${table}"><column name="id" type="int"/></createTable>
                  </changeSet>
                  <include file="sub/more.sql" relativeToChangelogFile="true"/>
                  <includeAll path="all"/>
                </databaseChangeLog>
                """);
        file("sub/more.sql", """
                --liquibase formatted sql
                --changeset me:2 context:prod
                create table b (id int);
                --changeset me:3 context:test
                create table c (id int);
                """);
        file("all/a.yaml", """
                databaseChangeLog:
                  - changeSet:
                      id: 4
                      author: me
                      changes:
                        - sqlFile: {path: data.txt, relativeToChangelogFile: true}
                """);
        file("all/data.txt", "insert into b values (1)");
        file("liquibase.properties", """
                # The connection
                url: %s
                driver: org.h2.Driver
                contexts: prod
                parameter.table: shop
                liquibase.hub.mode=off
                liquibaseProLicenseKey: <PASTE LB PRO LICENSE KEY HERE>
                """.formatted(url()));
        Path h2 = Path.of(org.h2.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.copy(h2, mounted.resolve("h2.jar"));
        environment.putAll(Map.of(
                "ENGINE",
                "liquibase",
                "CHANGELOG_DIRECTORY",
                mounted.toString(),
                "DRIVERS_DIRECTORY",
                mounted.toString(),
                "LIQUIBASE_COMMAND_USERNAME",
                "sa",
                "LIQUIBASE_COMMAND_PASSWORD",
                PASSWORD));
    }

    @Test
    void theDocumentationsExampleRunsWithTheMountedPathsAndNothingElse() throws IOException, SQLException {
        var before = contents();
        var update = run("--changeLogFile=" + mounted.resolve("changelog.xml"), "--log-level=TRACE", "update");
        assertThat(update.exitCode()).as(update.all()).isZero();
        assertThat(update.all())
                .contains("liquibaseProLicenseKey in '" + mounted, "nothing that is served needs a licence key")
                .contains("Applied 3 migrations")
                .doesNotContain(PASSWORD)
                .doesNotContain("PASTE LB");
        assertThat(query("select filename || '::' || id from databasechangelog order by orderexecuted"))
                .containsExactly("changelog.xml::1", "sub/more.sql::2", "all/a.yaml::4");
        assertThat(query("select id from b")).containsExactly("1");

        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aPasswordInThePropertiesFileAppearsNowhere() throws IOException, SQLException {
        try (var connection = connect()) {
            assertThat(connection.isValid(1)).isTrue();
        }
        environment.remove("LIQUIBASE_COMMAND_PASSWORD");
        Files.writeString(
                mounted.resolve("liquibase.properties"),
                "\npassword: " + PASSWORD + "-wrong\nchangelogFile: changelog.xml",
                java.nio.file.StandardOpenOption.APPEND);
        environment.putAll(Map.of("LOG_LEVEL", "TRACE", "OUTPUT", "json"));
        var refused = run("update");
        assertThat(refused.exitCode()).as(refused.all()).isEqualTo(4);
        assertThat(refused.all()).contains("check the user name and password").doesNotContain(PASSWORD);
    }

    /** What either has migrated, the other finds up to date. */
    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void liquibasesOwnCommandLineAndTheRunnerTakeTheSameFilesForTheSame() throws Exception {
        var own = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Stage.jar().toAbsolutePath().resolveSibling("lib") + "/*:" + mounted.resolve("h2.jar"),
                        "liquibase.integration.commandline.LiquibaseCommandLine",
                        "--defaultsFile=liquibase.properties",
                        "--search-path=.",
                        "--changeLogFile=changelog.xml",
                        "update")
                .directory(mounted.toFile())
                .redirectErrorStream(true);
        own.environment().putAll(environment);
        own.environment().keySet().removeIf(name -> name.endsWith("_DIRECTORY") || name.equals("ENGINE"));
        Process process = own.start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        var update = run("--changeLogFile=" + mounted.resolve("changelog.xml"), "update");
        assertThat(update.exitCode()).as(update.all()).isZero();
        assertThat(update.out()).contains("Nothing to do");
    }

    private RunnerProcess.Finished run(String... args) {
        var all = new java.util.ArrayList<>(List.of("--defaultsFile=" + mounted.resolve("liquibase.properties")));
        all.addAll(List.of(args));
        return RunnerProcess.run(Stage.jar(), environment, all.toArray(String[]::new));
    }

    private Map<String, Integer> contents() throws IOException {
        var contents = new TreeMap<String, Integer>();
        try (var files = Files.walk(mounted)) {
            for (Path file : files.toList()) {
                contents.put(
                        file.toString(),
                        Files.isDirectory(file) ? 0 : java.util.Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    private String url() {
        return "jdbc:h2:file:" + data.resolve("db");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "sa", PASSWORD);
    }

    private List<String> query(String sql) throws SQLException {
        try (var connection = connect()) {
            return Postgres.query(connection, sql);
        }
    }

    private void file(String path, String text) throws IOException {
        Path file = mounted.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
