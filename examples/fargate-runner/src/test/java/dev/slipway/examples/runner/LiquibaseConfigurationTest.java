package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.slipway.migration.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import liquibase.command.CommandArgumentDefinition;
import liquibase.command.CommandDefinition;
import liquibase.command.CommandFactory;
import liquibase.configuration.LiquibaseConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Liquibase's own settings, by its names, places and order. */
class LiquibaseConfigurationTest {
    private static final String PASSWORD = "Tr0ub4dor";

    @TempDir
    Path installation;

    @TempDir
    Path work;

    private final KnownSecrets secrets = new KnownSecrets();
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "ENGINE", "liquibase",
            "LIQUIBASE_COMMAND_URL", "jdbc:postgresql://db/app",
            "LIQUIBASE_COMMAND_USERNAME", "app",
            "LIQUIBASE_COMMAND_PASSWORD", PASSWORD,
            "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.xml"));
    private Path changelog = Path.of("");

    @BeforeEach
    void mount() throws IOException {
        changelog = Files.createDirectory(installation.resolve("changelog"));
    }

    @Test
    void theContainersEnvironmentAndMountAreEnough() {
        Task task = task();
        assertThat(task.banner())
                .isEqualTo("Starting migrate from '" + changelog
                        + "' for database jdbc:postgresql://db/app with Liquibase");
        assertThat(changelogFile(task)).isEqualTo("changelog.xml");
        assertThat(secrets.redactor().mask("<" + PASSWORD + ">")).isEqualTo("<[redacted]>");
    }

    @Test
    void theDocumentationsCommandLineIsUnderstood() throws IOException {
        environment.keySet().removeIf(name -> name.startsWith("LIQUIBASE_"));
        file("changelog/liquibase.properties", "url: jdbc:postgresql://db/app\nusername: app\npassword: " + PASSWORD);
        Task task = task(
                "--defaultsFile=" + changelog.resolve("liquibase.properties"),
                "--changeLogFile=" + changelog.resolve("sub/changelog.xml"),
                "update");
        assertThat(task.command()).isEqualTo(Command.UPDATE);
        assertThat(changelogFile(task)).isEqualTo("sub/changelog.xml");
        assertThat(task.jdbcUrl()).contains("jdbc:postgresql://db/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "changelog.xml",
                "./changelog.xml",
                "classpath:changelog.xml",
                "classpath:/changelog.xml",
                "/liquibase/changelog/changelog.xml"
            })
    void theRootChangelogIsRelativeToItsDirectoryHoweverItIsWritten(String path) {
        environment.put("LIQUIBASE_COMMAND_CHANGELOG_FILE", path.replaceFirst("^/liquibase", installation.toString()));
        assertThat(changelogFile(task())).isEqualTo("changelog.xml");
    }

    @Test
    void aRootChangelogElsewhereIsRefused() {
        environment.put("LIQUIBASE_COMMAND_CHANGELOG_FILE", "/elsewhere/changelog.xml");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("LIQUIBASE_COMMAND_CHANGELOG_FILE: '/elsewhere/changelog.xml' is not in '" + changelog);
    }

    @ParameterizedTest
    @CsvSource({
        "changeLogFile, a.xml",
        "changelogFile, a.xml",
        "changelog-file, a.xml",
        "CHANGELOG_FILE, a.xml",
        "liquibase.command.changelogFile, a.xml",
        "liquibase.command.changelog-file, a.xml",
        "liquibase.command.update.changelogFile, a.xml",
        "command.changelogFile, a.xml"
    })
    void aPropertiesFileSpellsNamesAsLiquibaseReadsThem(String name, String file) throws IOException {
        environment.remove("LIQUIBASE_COMMAND_CHANGELOG_FILE");
        file("changelog/my.properties", name + "=" + file + "  \n");
        assertThat(changelogFile(task("--defaults-file=my.properties"))).isEqualTo("a.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--changelog-file=a.xml", "--changeLogFile=a.xml", "--CHANGELOGFILE=a.xml"})
    void optionsAreSpelledAsLiquibaseReadsThem(String option) {
        assertThat(changelogFile(task(option, "update"))).isEqualTo("a.xml");
        assertThat(changelogFile(task("update", option))).isEqualTo("a.xml");
        String[] apart = option.split("=");
        assertThat(changelogFile(task(apart[0], apart[1], "update"))).isEqualTo("a.xml");
        assertThat(changelogFile(task("--liquibase", option.substring(2)))).isEqualTo("a.xml");
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndTheEnvironmentOverFiles() throws IOException {
        file("changelog/my.local.properties", "contexts=local\nlabels=local\nliquibaseSchemaName=local");
        file("changelog/my.properties", """
                contexts=file
                labels=file
                liquibaseSchemaName=file
                defaultSchemaName=file
                databaseChangeLogTableName=file
                changelogFile=file.xml
                """);
        environment.put("LIQUIBASE_COMMAND_CONTEXTS", "environment");
        environment.put("LIQUIBASE_COMMAND_LABEL_FILTER", "environment");
        environment.put("LIQUIBASE_DEFAULTS_FILE", "my.properties");
        Task task = task("--contexts=option", "update");
        assertThat(value(task, LiquibaseSetting.CONTEXT_FILTER)).isEqualTo("option");
        assertThat(value(task, LiquibaseSetting.LABEL_FILTER)).isEqualTo("environment");
        assertThat(value(task, LiquibaseSetting.LIQUIBASE_SCHEMA_NAME)).isEqualTo("local");
        assertThat(value(task, LiquibaseSetting.DEFAULT_SCHEMA_NAME)).isEqualTo("file");
        assertThat(value(task, LiquibaseSetting.DATABASE_CHANGELOG_TABLE_NAME)).isEqualTo("file");
        assertThat(changelogFile(task)).isEqualTo("changelog.xml");
    }

    @Test
    void whatIsForTheCommandWinsOverWhatIsForAllAndWhatIsForAnotherIsLeftAlone() throws IOException {
        file(
                "changelog/my.properties",
                "liquibase.command.update.contexts=scoped\ncontexts=bare\nliquibase.command.labels=long"
                        + "\nlabels=bare");
        environment.put("LIQUIBASE_COMMAND_CONTEXTS", "environment");
        environment.put("LIQUIBASE_COMMAND_STATUS_DEFAULT_SCHEMA_NAME", "other");
        environment.put("LIQUIBASE_COMMAND_UPDATE_TO_TAG_DEFAULT_SCHEMA_NAME", "other");
        Task task = task("--defaultsFile=my.properties");
        assertThat(value(task, LiquibaseSetting.CONTEXT_FILTER)).isEqualTo("scoped");
        assertThat(value(task, LiquibaseSetting.LABEL_FILTER)).isEqualTo("long");
        assertThat(task.liquibase().value(LiquibaseSetting.DEFAULT_SCHEMA_NAME)).isEmpty();
        assertThat(value(task("--defaultsFile=my.properties", "--contexts=option"), LiquibaseSetting.CONTEXT_FILTER))
                .isEqualTo("option");
        assertThat(value(task("--defaultsFile=my.properties", "status"), LiquibaseSetting.DEFAULT_SCHEMA_NAME))
                .isEqualTo("other");
    }

    @Test
    void twoSpellingsOfOneSettingThatDifferAreRefused() {
        environment.put("LIQUIBASE_COMMAND_CONTEXTS", "a");
        environment.put("LIQUIBASE_COMMAND_CONTEXT_FILTER", "b");
        assertThat(problems())
                .containsExactly("LIQUIBASE_COMMAND_CONTEXT_FILTER: give it or LIQUIBASE_COMMAND_CONTEXTS, not both");
    }

    @Test
    void aVariableThatLiquibaseWouldNotReadIsRefusedWithItsRightName() {
        environment.put("LIQUIBASE_URL", "jdbc:postgresql://other/app");
        environment.put("LIQUIBASE_COMMAND_SEARCH_PATH", "a");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "LIQUIBASE_URL: Liquibase calls it LIQUIBASE_COMMAND_URL",
                        "LIQUIBASE_COMMAND_SEARCH_PATH: Liquibase calls it LIQUIBASE_SEARCH_PATH");
    }

    @Test
    void aPropertiesFileIsFoundWhereTheContainerHasItOrInTheWorkingDirectory() throws IOException {
        Files.writeString(work.resolve("liquibase.properties"), "contexts=work");
        assertThat(value(task(), LiquibaseSetting.CONTEXT_FILTER)).isEqualTo("work");
        file("liquibase.docker.properties", "contexts=docker\nclasspath: " + changelog + ":/liquibase/classpath");
        assertThat(value(task(), LiquibaseSetting.CONTEXT_FILTER)).isEqualTo("docker");
    }

    @Test
    void aPropertiesFileMayLieBesideTheChangelog() throws IOException {
        environment.put("CHANGELOG_DIRECTORY", work.toString());
        Files.writeString(work.resolve("my.properties"), "contexts=beside");
        file("changelog/my.properties", "contexts=elsewhere");
        assertThat(value(task("--defaultsFile=my.properties"), LiquibaseSetting.CONTEXT_FILTER))
                .isEqualTo("beside");
    }

    @Test
    void aNamedPropertiesFileThatIsNotThereIsRefusedAndAMalformedOneIsNotQuoted() throws IOException {
        assertThat(problems("--defaultsFile=missing.properties"))
                .singleElement()
                .asString()
                .startsWith("DEFAULTS_FILE: the file '")
                .contains("missing.properties' cannot be read (NoSuchFileException)");
        file("changelog/bad.properties", "password=" + PASSWORD + "\\u00zz");
        assertThat(problems("--defaultsFile=bad.properties"))
                .singleElement()
                .asString()
                .contains("bad.properties' is no list of NAME=VALUE")
                .doesNotContain(PASSWORD);
    }

    @Test
    void anyValueMayBeAReferenceAndPlacesAreNot() throws IOException {
        environment.putAll(Map.of(
                "U",
                "jdbc:postgresql://secret/app",
                "F",
                changelog + "/a.xml",
                "LIQUIBASE_COMMAND_URL",
                "env:U",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                "env:F",
                "LIQUIBASE_COMMAND_PASSWORD",
                "file:" + work.resolve("password"),
                "LIQUIBASE_SEARCH_PATH",
                "file:" + changelog));
        Task task = task();
        assertThat(task.banner()).contains("for database LIQUIBASE_COMMAND_URL ");
        assertThat(changelogFile(task)).isEqualTo("a.xml");
        assertThat(task.database()).asString().contains("jdbc:postgresql://secret/app");
    }

    @Test
    void parametersComeFromFilesVariablesAndOptions() throws IOException {
        file("changelog/my.properties", "parameter.Reader.Name=file\nparameter.a=file\nparameter.b=file");
        environment.put("LIQUIBASE_PARAMETER_READER_NAME", "env:U");
        environment.put("LIQUIBASE_PARAMETER_A", "environment");
        environment.put("U", "x");
        assertThat(task("--defaultsFile=my.properties", "-Da=option", "update").placeholders())
                .isEqualTo(Map.of(
                        "READER_NAME", Reference.parse("env:U"),
                        "A", Reference.parse("option"),
                        "B", Reference.parse("file")));
        assertThat(problems("-Da")).containsExactly("-D: give it as -DNAME=VALUE");
    }

    @Test
    void aSearchPathStandsForTheChangelogsDirectories() throws IOException {
        Files.createDirectories(installation.resolve("shared"));
        environment.put("LIQUIBASE_SEARCH_PATH", changelog + "," + installation.resolve("shared"));
        file("shared/b.sql", "");
        file("changelog/changelog.xml", "");
        assertThat(task().source().fetch().files()).hasSize(2);
        environment.put("CHANGELOG_DIRECTORY", work.toString());
        assertThat(problems()).containsExactly("LIQUIBASE_SEARCH_PATH: give it or CHANGELOG_DIRECTORY, not both");
        environment.put("LIQUIBASE_SEARCH_PATH", changelog.toString());
        assertThat(task().banner()).contains("from '" + work + "'");
        environment.remove("CHANGELOG_DIRECTORY");
        environment.put("LIQUIBASE_SEARCH_PATH", "s3://bucket/sql");
        assertThat(problems()).singleElement().asString().contains("give directories, or a Git");
    }

    @Test
    void filesKeepTheContainersPathsWhereTheChangelogComesFromGit() {
        environment.putAll(Map.of(
                "REPOSITORY_URL",
                "file:/srv/schema.git",
                "LIQUIBASE_SEARCH_PATH",
                changelog.toString(),
                "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                changelog + "/a.xml"));
        Task task = task();
        assertThat(task.banner()).contains("'master' of file:/srv/schema.git");
        assertThat(changelogFile(task)).isEqualTo("a.xml");
    }

    @Test
    void everySettingThatIsNotServedIsRefusedByNameAndAPaidOneSaysSo() throws IOException {
        environment.putAll(Map.of(
                "LIQUIBASE_COMMAND_CHECKS_SCOPE", "database",
                "LIQUIBASE_OUTPUT_FILE", "out.sql",
                "LIQUIBASE_CONTEXTZ", "a",
                "LIQUIBASE_DUPLICATE_FILE_MODE", "WARN",
                "INSTALL_MYSQL", "true",
                "JAVA_OPTS", "-Dliquibase.command.url=x"));
        file("changelog/my.properties", """
                referenceUrl=jdbc:x
                liquibase.psql.path=/usr/bin/psql
                changeExecListenerClass=a.B
                defaultCatalogName=c
                other.thing=1
                url.a=b
                """);
        assertThat(problems("--defaultsFile=my.properties"))
                .hasSize(12)
                .anyMatch(
                        problem -> problem.startsWith("LIQUIBASE_COMMAND_CHECKS_SCOPE: a setting of Liquibase's paid"))
                .anyMatch(problem -> problem.startsWith("LIQUIBASE_OUTPUT_FILE: not served: nothing is written"))
                .anyMatch(problem -> problem.startsWith("LIQUIBASE_CONTEXTZ: no setting of Liquibase's"))
                .anyMatch(problem ->
                        problem.equals("LIQUIBASE_DUPLICATE_FILE_MODE: served with the value ERROR only: leave it out"))
                .anyMatch(problem -> problem.startsWith("INSTALL_MYSQL: not served"))
                .anyMatch(problem -> problem.startsWith("JAVA_OPTS: not served"))
                .anyMatch(problem -> problem.startsWith("referenceUrl in '" + changelog))
                .anyMatch(problem -> problem.startsWith("liquibase.psql.path") && problem.contains("paid"))
                .anyMatch(problem -> problem.startsWith("changeExecListenerClass") && problem.contains("Java class"))
                .anyMatch(problem -> problem.startsWith("defaultCatalogName") && problem.contains("in the URL"))
                .anyMatch(problem -> problem.startsWith("other.thing in '"))
                .anyMatch(problem -> problem.startsWith("url.a in '"));
    }

    @Test
    void whatIsNotNeededIsAcceptedWithALineThatSaysWhy() throws IOException {
        environment.putAll(Map.of(
                "LIQUIBASE_LICENSE_KEY", "ABCD",
                "LIQUIBASE_SHOW_BANNER", "false",
                "LIQUIBASE_ANALYTICS_ENABLED", "false",
                "LIQUIBASE_HEADLESS", "true",
                "LIQUIBASE_SECURE_PARSING", "TRUE",
                "LIQUIBASE_HOME", "/liquibase",
                "JAVA_OPTS", "-Xmx1g"));
        file("changelog/my.properties", "liquibaseProLicenseKey: ABCD\nliquibase.hub.mode=off\nstrict=true");
        Task task = task("--defaultsFile=my.properties", "--licenseKey=ABCD", "update", "--show-summary=OFF");
        assertThat(task.notes())
                .hasSize(11)
                .contains("LIQUIBASE_LICENSE_KEY: nothing that is served needs a licence key")
                .contains("--licenseKey: nothing that is served needs a licence key")
                .anyMatch(note -> note.startsWith("liquibaseProLicenseKey in '"))
                .anyMatch(note -> note.startsWith("JAVA_OPTS: "))
                .noneMatch(note -> note.contains("ABCD"));
    }

    @Test
    void logLevelsAndFormatsOfLiquibasesAreTheRunners() {
        environment.put("LIQUIBASE_LOG_LEVEL", "fine");
        environment.put("LIQUIBASE_LOG_FORMAT", "JSON");
        assertThat(outputs().level()).isEqualTo(Level.DEBUG);
        assertThat(outputs().isLogJson()).isTrue();
        assertThat(outputs("--log-level=OFF").level()).isEqualTo(Level.ERROR);
        assertThat(outputs("--logLevel", "severe").level()).isEqualTo(Level.ERROR);
        environment.put("LOG_LEVEL", "WARN");
        assertThat(outputs().level()).isEqualTo(Level.WARN);
    }

    @Test
    void theWaitForLiquibasesLockIsTheRunners() {
        environment.put("LIQUIBASE_CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES", "3");
        assertThat(task().lockWait()).isEqualTo(Duration.ofMinutes(3));
        environment.put("LOCK_WAIT", "10s");
        assertThat(task().lockWait()).isEqualTo(Duration.ofSeconds(10));
        environment.put("LIQUIBASE_CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES", "soon");
        assertThat(problems()).singleElement().asString().endsWith("'soon' is no number of minutes");
    }

    @Test
    void aUrlThatHoldsAPasswordIsRefusedAndSaysWhereItBelongs() {
        environment.put("LIQUIBASE_COMMAND_URL", "jdbc:postgresql://db/app?user=a&password=hunter2");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("LIQUIBASE_COMMAND_URL: ")
                .contains("LIQUIBASE_COMMAND_USERNAME and LIQUIBASE_COMMAND_PASSWORD, or DB_CREDENTIALS")
                .doesNotContain("hunter2");
    }

    @Test
    void aDriversOwnPropertiesAreRead() throws IOException {
        file("changelog/driver.properties", "ApplicationName=runner\nuser=x");
        assertThat(problems("--driver-properties-file=driver.properties"))
                .singleElement()
                .asString()
                .startsWith("user in '")
                .contains("LIQUIBASE_COMMAND_USERNAME");
        file("changelog/driver.properties", "ApplicationName=runner");
        assertThat(task("--driver-properties-file=driver.properties")
                        .liquibase()
                        .jdbcProperties())
                .containsOnlyKeys("ApplicationName");
    }

    @Test
    void whatIsGivenTwiceInDifferentWordsIsRefused() {
        environment.putAll(Map.of("DB_HOST", "db", "DB_CREDENTIALS", "env:ENGINE", "REPOSITORY_REF", "x"));
        environment.put("LIQUIBASE_SEARCH_PATH", "/x");
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "LIQUIBASE_COMMAND_URL: give it or DB_HOST, not both",
                        "LIQUIBASE_COMMAND_USERNAME: give it or DB_CREDENTIALS, not both",
                        "LIQUIBASE_SEARCH_PATH: give it or a repository, not both (REPOSITORY_REF)");
    }

    @Test
    void allThatIsMissingIsReportedAtOnce() {
        environment.keySet().removeIf(name -> name.startsWith("LIQUIBASE_"));
        assertThat(problems("rollback"))
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly(
                        "LIQUIBASE_COMMAND_TAG",
                        "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                        "DB_HOST",
                        "DB_NAME",
                        "DB_CREDENTIALS");
    }

    @Test
    void flywayRefusesThem() {
        environment.put("ENGINE", "flyway");
        environment.put("DEFAULTS_FILE", "my.properties");
        assertThat(problems("--changelog-directory=/sql", "--liquibase=url=jdbc:x"))
                .contains(
                        "LIQUIBASE_COMMAND_URL: a setting of Liquibase's, but ENGINE is flyway",
                        "--liquibase: a setting of Liquibase's, but ENGINE is flyway",
                        "DEFAULTS_FILE: a setting of Liquibase's, but ENGINE is flyway");
    }

    /** Liquibase's own list is asked, so that none is forgotten. */
    @Test
    void everySettingOfLiquibasesIsDecidedUpon() {
        var names = new java.util.TreeSet<String>();
        liquibase.Scope scope = liquibase.Scope.getCurrentScope();
        scope.getSingleton(LiquibaseConfiguration.class)
                .getRegisteredDefinitions(true)
                .forEach(definition -> {
                    names.add(definition.getKey());
                    names.addAll(definition.getAliasKeys());
                });
        for (CommandDefinition command :
                scope.getSingleton(CommandFactory.class).getCommands(false)) {
            if (Command.of(command.getName()[0]).isPresent()) {
                for (CommandArgumentDefinition<?> argument :
                        command.getArguments().values()) {
                    if (!argument.getHidden()) {
                        names.add("liquibase.command." + argument.getName());
                        argument.getAliases().forEach(alias -> names.add("liquibase.command." + alias));
                    }
                }
            }
        }
        // Set by programs, not by people.
        names.removeAll(List.of("liquibase.argumentConverter", "liquibase.defaultlogger.level"));
        assertThat(names)
                .hasSizeGreaterThan(90)
                .allMatch(name -> LiquibaseName.parse(name).isKnown());
    }

    private static String value(Task task, LiquibaseSetting setting) {
        return task.liquibase().value(setting).orElseThrow().reference().text();
    }

    private static String changelogFile(Task task) {
        return task.liquibase().changelogFile(task.directories()).orElseThrow();
    }

    private void file(String path, String text) throws IOException {
        Path file = installation.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Outputs outputs(String... args) {
        return Outputs.of(settings(args));
    }

    private Settings settings(String... args) {
        return Settings.of(Arguments.parse(environment, args), environment, new LiquibaseFiles(installation, work));
    }

    private Task task(String... args) {
        var settings = settings(args);
        secrets.add(Secret.of("unrelated"));
        return Task.of(
                settings,
                Outputs.of(settings),
                new References(environment, Optional.empty(), secrets),
                new FlywayFiles(work, work, work),
                new LiquibaseFiles(installation, work));
    }

    private List<String> problems(String... args) {
        return catchThrowableOfType(UsageException.class, () -> task(args)).problems();
    }
}
