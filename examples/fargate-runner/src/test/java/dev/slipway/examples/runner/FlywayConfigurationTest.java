package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flyway's own settings, by its names, places and order. */
class FlywayConfigurationTest {
    @TempDir
    Path installation;

    @TempDir
    Path home;

    @TempDir
    Path work;

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "FLYWAY_URL", "jdbc:postgresql://db/app",
            "FLYWAY_USER", "app",
            "FLYWAY_PASSWORD", "Tr0ub4dor",
            "FLYWAY_LOCATIONS", "filesystem:/sql/common,filesystem:/sql/postgres"));

    @Test
    void theContainersEnvironmentIsEnough() {
        assertThat(task().banner())
                .isEqualTo("Starting migrate from 'filesystem:/sql/common,filesystem:/sql/postgres'"
                        + " for database jdbc:postgresql://db/app with Flyway");
    }

    @Test
    void theCommandLineOfTheContainerIsUnderstood() {
        environment.clear();
        Task task = task(
                "-url=jdbc:postgresql://db/app?a=b",
                "-user=app",
                "-password=Tr0ub4dor",
                "-locations=filesystem:/sql",
                "-outOfOrder=true",
                "-placeholders.name=x",
                "--log-level",
                "info",
                "info");
        assertThat(task.banner())
                .isEqualTo(
                        "Starting info from 'filesystem:/sql' for database jdbc:postgresql://db/app?a=b with Flyway");
        assertThat(task.flyway().handedOn()).isEqualTo(Map.of("flyway.outOfOrder", "true"));
        assertThat(task.placeholders()).containsOnlyKeys("NAME");
    }

    @Test
    void itsWordsAreCommandsOnlyWhereThereIsNoRepository() {
        assertThat(task("validate").command()).isEqualTo(Command.VALIDATE);
        assertThat(problems("clean")).singleElement().asString().startsWith("COMMAND: 'clean' is none of migrate,");
        assertThat(problems("info", "migrate"))
                .containsExactly(
                        "COMMAND: one is taken, but 2 were given; migrate prints the state before and after it,"
                                + " too");
        environment.remove("FLYWAY_LOCATIONS");
        environment.put("REPOSITORY_URL", "file:/srv/schema.git");
        assertThat(task("validate").banner()).contains("migrate from").contains("validate");
        environment.remove("REPOSITORY_URL");
        environment.putAll(Map.of(
                "REPOSITORY_OWNER", "acme",
                "REPOSITORY_PATH", "schema",
                "REPOSITORY_DEPLOY_KEY_SECRET", "deploy-key"));
        assertThat(task("deploy").banner())
                .contains("Starting migrate from 'deploy' of git@github.com:acme/schema.git");
    }

    @Test
    void whatLiesWhereTheContainerHasItIsTaken() throws IOException {
        environment.remove("FLYWAY_LOCATIONS");
        Files.createDirectory(installation.resolve("sql"));
        assertThat(task().banner()).contains("from '" + installation.resolve("sql") + "'");
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndTheEnvironmentOverFiles() throws IOException {
        Files.createDirectory(installation.resolve("conf"));
        Files.writeString(
                installation.resolve("conf/flyway.conf"), "flyway.table=a\nflyway.schemas=a\nflyway.group=true");
        Files.writeString(home.resolve("flyway.conf"), "flyway.table=b\nflyway.schemas=b\nflyway.mixed=true");
        Files.writeString(work.resolve("flyway.conf"), "flyway.table=c\nflyway.target=7");
        environment.put("FLYWAY_TABLE", "d");
        environment.put("FLYWAY_INSTALLED_BY", "d");
        assertThat(task("--flyway", "installedBy=e", "--flyway=OUT_OF_ORDER=true")
                        .flyway()
                        .handedOn())
                .isEqualTo(Map.of(
                        "flyway.group", "true",
                        "flyway.mixed", "true",
                        "flyway.schemas", "b",
                        "flyway.target", "7",
                        "flyway.table", "d",
                        "flyway.installedBy", "e",
                        "flyway.outOfOrder", "true"));
    }

    @Test
    void aConfFileIsReadAsFlywayReadsIt() throws IOException {
        environment.keySet().removeIf(name -> name.startsWith("FLYWAY_"));
        environment.put("DB_PASSWORD", "Tr0ub4dor");
        Files.writeString(work.resolve("flyway.conf"), """
                # Settings are simple key-value pairs
                flyway.url=jdbc:postgresql://db/app?a=b
                # flyway.driver=
                flyway.user = app
                flyway.password=${DB_PASSWORD}
                flyway.installedBy=DOMAIN\\user
                flyway.locations=filesystem:/a,\\
                    filesystem:/b
                flyway.placeholders.Reader_Name=reader
                flyway.jdbcProperties.ApplicationName=runner
                """);
        Task task = task();
        assertThat(task.banner()).contains("'filesystem:/a,filesystem:/b'", "jdbc:postgresql://db/app?a=b");
        assertThat(task.flyway().handedOn()).isEqualTo(Map.of("flyway.installedBy", "DOMAIN\\user"));
        assertThat(task.placeholders()).isEqualTo(Map.of("READER_NAME", Reference.parse("reader")));
        assertThat(task.flyway().jdbcProperties()).containsOnlyKeys("ApplicationName");
    }

    @Test
    void aTomlFileIsReadWithTheEnvironmentThatItNames() throws IOException {
        environment.clear();
        environment.put("PASSWORD", "Tr0ub4dor");
        Files.writeString(work.resolve("flyway.toml"), """
                id = "123"
                name = "shop"
                [environments.other]
                url = "jdbc:postgresql://other/app"
                [environments.sample]
                url = "jdbc:postgresql://db/app"
                user = "app"
                password = "${env.PASSWORD}"
                schemas = ["shop", "audit"]
                [flyway]
                environment = "sample"
                locations = ["filesystem:/a", "filesystem:/b"]
                outOfOrder = true
                [flyway.placeholders]
                reader = "env:PASSWORD"
                """);
        Task task = task();
        assertThat(task.banner()).contains("'filesystem:/a,filesystem:/b' for database jdbc:postgresql://db/app ");
        assertThat(task.flyway().handedOn())
                .isEqualTo(Map.of("flyway.schemas", "shop,audit", "flyway.outOfOrder", "true"));
        assertThat(task.placeholders()).isEqualTo(Map.of("READER", Reference.parse("env:PASSWORD")));
    }

    @Test
    void anyValueMayBeAReference() throws IOException {
        environment.putAll(Map.of("U", "jdbc:postgresql://secret/app", "T", "history", "L", "filesystem:" + work));
        environment.putAll(Map.of("FLYWAY_URL", "env:U", "FLYWAY_TABLE", "env:T", "FLYWAY_LOCATIONS", "env:L"));
        Files.writeString(work.resolve("V1__a.sql"), "");
        Task task = task();
        assertThat(task.banner()).contains("from 'FLYWAY_LOCATIONS' for database FLYWAY_URL ");
        assertThat(task.flyway().handedOn()).isEqualTo(Map.of("flyway.table", "history"));
        assertThat(task.source().fetch().files()).hasSize(1);
        assertThat(task.database()).asString().contains("jdbc:postgresql://secret/app");
    }

    @Test
    void everySettingThatIsNotServedIsRefusedByNameAndAPaidOneSaysSo() throws IOException {
        environment.putAll(Map.of(
                "FLYWAY_LICENSE_KEY", "FL01",
                "FLYWAY_CONNECT_RETRIES", "10",
                "FLYWAY_OUT_OF_ORDERS", "true",
                "FLYWAY_MIXED", "perhaps",
                "FLYWAY_PLACEHOLDERS", "a"));
        Files.writeString(work.resolve("flyway.conf"), """
                flyway.cherryPick=2
                flyway.undoSqlMigrationPrefix=U
                flyway.oracle.sqlplus=true
                flyway.callbacks=a.B
                flyway.schemas=${vault.schemas}
                other.thing=1
                """);
        assertThat(problems())
                .hasSize(11)
                .anyMatch(problem -> problem.startsWith("FLYWAY_LICENSE_KEY: a setting of Flyway's paid editions"))
                .anyMatch(problem -> problem.equals("FLYWAY_CONNECT_RETRIES: not served: use DB_WAIT"))
                .anyMatch(problem -> problem.startsWith("FLYWAY_OUT_OF_ORDERS: no setting of Flyway's"))
                .anyMatch(problem -> problem.startsWith("FLYWAY_MIXED: Flyway refuses the value: "))
                .anyMatch(problem -> problem.startsWith("FLYWAY_PLACEHOLDERS: no setting of Flyway's"))
                .anyMatch(problem -> problem.startsWith("flyway.cherryPick in '" + work) && problem.contains("paid"))
                .anyMatch(problem -> problem.startsWith("flyway.undoSqlMigrationPrefix") && problem.contains("paid"))
                .anyMatch(problem -> problem.startsWith("flyway.oracle.sqlplus") && problem.contains("paid"))
                .anyMatch(problem -> problem.startsWith("flyway.callbacks") && problem.contains("Java classes"))
                .anyMatch(problem -> problem.startsWith("flyway.schemas") && problem.contains("resolvers"))
                .anyMatch(problem -> problem.startsWith("other.thing in '"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classpath:db/migration", "db/migration", "s3:bucket/sql", "filesystem:/a/*"})
    void locationsThatAreNoDirectoriesAreRefusedByName(String location) {
        environment.put("FLYWAY_LOCATIONS", location);
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("FLYWAY_LOCATIONS: the location '" + location + "' is not served");
    }

    @Test
    void whatIsGivenTwiceInDifferentWordsIsRefused() {
        environment.putAll(Map.of("DB_HOST", "db", "DB_CREDENTIALS", "env:FLYWAY_USER", "REPOSITORY_REF", "x"));
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "FLYWAY_URL: give it or DB_HOST, not both",
                        "FLYWAY_USER: give it or DB_CREDENTIALS, not both",
                        "FLYWAY_LOCATIONS: give it or a repository, not both (REPOSITORY_REF)");
    }

    @Test
    void aFileThatCannotBeReadIsNamedAndNotQuoted() throws IOException {
        Files.writeString(work.resolve("flyway.toml"), "[flyway]\npassword = Tr0ub4dor\n");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("flyway.toml' is no TOML: see line 2")
                .doesNotContain("Tr0ub");
    }

    @Test
    void whereATomlFileIsFoundConfFilesArePassedOver() throws IOException {
        Files.writeString(home.resolve("flyway.toml"), "[flyway]\ntable = 'a'");
        Files.writeString(work.resolve("flyway.conf"), "flyway.table=b\nflyway.group=true");
        assertThat(task().flyway().handedOn()).isEqualTo(Map.of("flyway.table", "a"));
    }

    @Test
    void namedFilesOfBothKindsAreTooMuch() throws IOException {
        Path toml = Files.writeString(work.resolve("a.toml"), "");
        Path conf = Files.writeString(work.resolve("b.conf"), "");
        environment.put("FLYWAY_CONFIG_FILES", toml + "," + conf);
        assertThat(problems()).singleElement().asString().contains("not both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LICENSE_KEY",
                "DRY_RUN_OUTPUT",
                "ERROR_OVERRIDES",
                "CHERRY_PICK",
                "UNDO_SQL_MIGRATION_PREFIX",
                "KERBEROS_CONFIG_FILE",
                "ORACLE_SQLPLUS",
                "CHECK_BUILD_URL",
                "DIFF_SOURCE",
                "SNAPSHOT_FILENAME"
            })
    void whatFlywayIsPaidForIsCalledPaid(String name) {
        environment.put("FLYWAY_" + name, "x");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("FLYWAY_" + name + ": a setting of Flyway's paid editions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BATCH",
                "STREAM",
                "SKIP_EXECUTING_MIGRATIONS",
                "EDITION",
                "CHECK_DRIFT_ON_MIGRATE",
                "PUBLISH_RESULT",
                "LOGGERS",
                "CLEAN_DISABLED"
            })
    void whatEveryoneHasOfFlywayIsNotCalledPaid(String name) {
        environment.put("FLYWAY_" + name, "true");
        assertThat(problems()).singleElement().asString().startsWith("FLYWAY_" + name + ": not served: ");
    }

    @Test
    void liquibaseRefusesThem() {
        environment.put("ENGINE", "liquibase");
        assertThat(problems()).contains("FLYWAY_USER: a setting of Flyway's, but ENGINE is liquibase");
    }

    @Test
    void anEnvironmentThatNoFileHasIsRefusedWithThoseThatAreThere() throws IOException {
        Files.writeString(work.resolve("flyway.toml"), "[environments.prod]\nschemas = ['shop']\n");
        environment.put("FLYWAY_ENVIRONMENT", "prdo");
        assertThat(problems())
                .containsExactly("FLYWAY_ENVIRONMENT: there is no environment 'prdo' in a configuration file: there are"
                        + " prod");
        environment.put("FLYWAY_ENVIRONMENT", "prod");
        assertThat(task().flyway().handedOn()).isEqualTo(Map.of("flyway.schemas", "shop"));
    }

    @Test
    void placesAreGivenAsTheyAre() throws IOException {
        environment.putAll(Map.of("FLYWAY_CONFIG_FILES", "env:FILE", "FILE", "a.conf"));
        assertThat(problems()).singleElement().asString().startsWith("FLYWAY_CONFIG_FILES: it names a place");
        environment.put(
                "FLYWAY_CONFIG_FILES",
                Files.writeString(work.resolve("a.conf"), "").toString());
        environment.put("FLYWAY_CONFIG_FILE_ENCODING", "utf8x");
        assertThat(problems()).containsExactly("FLYWAY_CONFIG_FILE_ENCODING: there is no encoding 'utf8x'");
    }

    @Test
    void aBaselinesVersionIsForThatCommand() {
        assertThat(task("--command=baseline", "--baseline-version=2.1").baselineVersion())
                .isEqualTo("2.1");
        environment.put("FLYWAY_BASELINE_VERSION", "3");
        assertThat(task("--command=baseline").baselineVersion()).isEqualTo("3");
        assertThat(problems("--command=baseline", "--baseline-version=2.1"))
                .containsExactly("BASELINE_VERSION: give it or FLYWAY_BASELINE_VERSION, not both");
        environment.remove("FLYWAY_BASELINE_VERSION");
        assertThat(problems("--baseline-version=2.1"))
                .singleElement()
                .asString()
                .startsWith("BASELINE_VERSION: for COMMAND=baseline");
        assertThat(problems("--command=baseline", "--baseline-version=x"))
                .containsExactly("BASELINE_VERSION: 'x' is no version such as 1 or 2.1");
    }

    private Task task(String... args) {
        var settings = Settings.of(Arguments.parse(environment, args), environment);
        return Task.of(
                settings,
                Outputs.of(settings),
                new References(environment, Optional.empty(), new KnownSecrets()),
                new FlywayFiles(installation, home, work));
    }

    private List<String> problems(String... args) {
        return catchThrowableOfType(UsageException.class, () -> task(args)).problems();
    }
}
