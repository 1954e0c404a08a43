package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "REGION", "eu-west-1",
            "REPOSITORY_OWNER", "acme",
            "REPOSITORY_PATH", "schema",
            "REPOSITORY_DEPLOY_KEY_SECRET", "deploy-key",
            "DB_HOST", "db.example.com",
            "DB_NAME", "app",
            "DB_CREDENTIALS", "secretsmanager:postgresql@auroradb@master@sqladmin"));

    @TempDir
    Path directory;

    @Test
    void theAncestorsEnvironmentIsEnough() {
        assertThat(task().banner())
                .isEqualTo(
                        "Starting migrate from 'master' of git@github.com:acme/schema.git"
                                + " for database jdbc:postgresql://db.example.com:5432/app in AWS region eu-west-1 with Flyway");
    }

    @Test
    void theFirstArgumentIsTheBranch() {
        assertThat(task("develop").banner()).contains("from 'develop' of");
        assertThat(task("").banner()).contains("from 'master' of");
        environment.put("REPOSITORY_REF", "v1");
        assertThat(task().banner()).contains("from 'v1' of");
        assertThat(task("develop").banner()).contains("from 'develop' of");
    }

    @Test
    void anOptionWinsOverItsVariable() {
        assertThat(task("--db-name=other", "--db-port", "5433").jdbcUrl())
                .contains("jdbc:postgresql://db.example.com:5433/other");
    }

    @Test
    void aJdbcUrlStandsForHostPortAndName() {
        environment.put("DB_URL", "jdbc:postgresql://elsewhere/x?sslmode=verify-full");
        environment.put("DB_HOST", "");
        environment.remove("DB_NAME");
        assertThat(task().jdbcUrl()).contains("jdbc:postgresql://elsewhere/x?sslmode=verify-full");
    }

    @Test
    void theDriversOwnTlsPropertiesAreNotForTheTlsOfTheRunner() {
        environment.put("DB_SSLROOTCERT", "/etc/ssl/rds.pem");
        environment.put("FLYWAY_JDBC_PROPERTIES_SSLMODE", "disable");
        environment.put("FLYWAY_JDBC_PROPERTIES_APPLICATIONNAME", "migrator");
        assertThat(problems()).containsExactly("FLYWAY_JDBC_PROPERTIES_SSLMODE: give it or DB_SSLROOTCERT, not both");
    }

    @Test
    void addressesAndNamesArePutIntoTheUrlAsItNeedsThem() {
        environment.put("DB_HOST", "::1");
        environment.put("DB_NAME", "my app?");
        assertThat(task().jdbcUrl()).contains("jdbc:postgresql://[::1]:5432/my%20app%3F");
    }

    @Test
    void whoWaitsForTheLockWaitsLongerThanASnapshotUnderItMayTake() {
        assertThat(task().lockWait()).isEqualTo(Duration.ofMinutes(15));
        environment.put("SNAPSHOT_BEFORE", "app");
        environment.put("SNAPSHOT_WAIT", "30m");
        assertThat(task().lockWait()).isEqualTo(Duration.ofMinutes(45));
        environment.put("LOCK_WAIT", "1m");
        assertThat(task().lockWait()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everythingMissingIsReportedAtOnce() {
        environment.clear();
        assertThat(problems())
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly(
                        "REPOSITORY_OWNER",
                        "REPOSITORY_PATH",
                        "REPOSITORY_DEPLOY_KEY_SECRET",
                        "DB_HOST",
                        "DB_NAME",
                        "DB_CREDENTIALS");
    }

    @Test
    void everythingWrongIsReportedAtOnce() {
        environment.putAll(Map.ofEntries(
                Map.entry("REPOSITORY_DEPLOY_KEY_SECRET", "vault:key"),
                Map.entry("DB_PORT", "70000"),
                Map.entry("DB_WAIT", "soon"),
                Map.entry("DB_CREDENTIALS", "hunter2"),
                Map.entry("ENGINE", "liquibase"),
                Map.entry("COMMAND", "repair"),
                Map.entry("OUTPUT", "xml"),
                Map.entry("LOG_FORMAT", "xml"),
                Map.entry("LOG_LEVEL", "LOUD"),
                Map.entry("LIQUIBASE_PARAMETER_A", "env:NOT_SET"),
                Map.entry("FLYWAY_PLACEHOLDERS_B", "b")));
        assertThat(problems("--frobnicate=hunter2"))
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactlyInAnyOrder(
                        "unknown option '--frobnicate'",
                        "OUTPUT",
                        "LOG_FORMAT",
                        "LOG_LEVEL",
                        "COMMAND",
                        "REPOSITORY_DEPLOY_KEY_SECRET",
                        "DB_PORT",
                        "DB_CREDENTIALS",
                        "DB_WAIT",
                        "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                        "FLYWAY_PLACEHOLDERS_B",
                        "LIQUIBASE_PARAMETER_A");
        assertThat(problems("--frobnicate=hunter2").toString()).doesNotContain("hunter2");
    }

    @Test
    void whatIsEmptyCountsAsNotGiven() {
        environment.put("DB_PORT", "");
        environment.put("ENGINE", " ");
        environment.put("FLYWAY_PLACEHOLDERS_X", "");
        assertThat(task().jdbcUrl()).contains("jdbc:postgresql://db.example.com:5432/app");
        assertThat(task().placeholders()).isEmpty();
    }

    @Test
    void anUnknownCommandIsRefusedByNameWithTheList() {
        environment.put("COMMAND", "clean");
        assertThat(problems())
                .containsExactly(
                        "COMMAND: 'clean' is none of migrate, plan, info, dry-run, validate, baseline, repair");
    }

    @Test
    void urlsThatHoldAPasswordAreRefusedWithoutQuotingIt() {
        List.of("DB_HOST", "DB_NAME", "REPOSITORY_OWNER", "REPOSITORY_PATH", "REPOSITORY_DEPLOY_KEY_SECRET")
                .forEach(environment::remove);
        environment.put("DB_URL", "jdbc:postgresql://db/app?user=a&password=hunter2");
        environment.put("REPOSITORY_URL", "https://user:hunter2@example.com/acme/schema.git");
        assertThat(problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"))
                .anySatisfy(problem -> assertThat(problem).startsWith("DB_URL: "))
                .anySatisfy(problem -> assertThat(problem).startsWith("REPOSITORY_URL: "));
    }

    @Test
    void whatIsGivenTwiceIsRefused() {
        environment.putAll(
                Map.of("DB_URL", "jdbc:postgresql://db/app", "REPOSITORY_URL", "git@example.com:schema.git"));
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        "DB_URL: give it or DB_HOST and DB_NAME, not both",
                        "REPOSITORY_URL: give it or REPOSITORY_OWNER and REPOSITORY_PATH, not both");
    }

    @Test
    void whatTheRepositorysUrlCannotUseIsRefused() {
        environment.putAll(
                Map.of("REPOSITORY_CREDENTIALS", "secretsmanager:token", "REPOSITORY_SSLROOTCERT", "/ca.pem"));
        assertThat(problems())
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly("REPOSITORY_CREDENTIALS", "REPOSITORY_SSLROOTCERT");

        environment.keySet().removeIf(name -> name.startsWith("REPOSITORY_"));
        environment.putAll(Map.of(
                "REPOSITORY_URL", "https://example.com/schema.git",
                "REPOSITORY_DEPLOY_KEY_SECRET", "key",
                "REPOSITORY_DEPLOY_KEY_PASSPHRASE", "secretsmanager:phrase",
                "REPOSITORY_KNOWN_HOSTS", "example.com ssh-ed25519 AAAA"));
        assertThat(problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem)
                        .endsWith(": it is for SSH, which the URL of the repository is not: leave it out"));
    }

    @Test
    void placeholdersOfTheOtherEngineAreRefused() {
        environment.put("LIQUIBASE_PARAMETER_NAME", "a");
        assertThat(problems())
                .containsExactly("LIQUIBASE_PARAMETER_NAME: a setting of Liquibase's, but ENGINE is flyway");
        environment.remove("LIQUIBASE_PARAMETER_NAME");
        environment.put("ENGINE", "liquibase");
        assertThat(problems("--flyway-placeholders=name=a"))
                .contains("FLYWAY_PLACEHOLDERS_NAME: a setting of Flyway's, but ENGINE is liquibase");
    }

    @Test
    void keysAndPasswordsAreNotTakenAsTheyStand() {
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "-----BEGIN OPENSSH PRIVATE KEY-----");
        environment.put("DB_CREDENTIALS", "value:{\"username\":\"a\",\"password\":\"b\"}");
        assertThat(problems())
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly("REPOSITORY_DEPLOY_KEY_SECRET", "DB_CREDENTIALS");
    }

    @Test
    void oneKeyIsNotEnoughForALogIn() {
        environment.put("DB_CREDENTIALS", "secretsmanager:db#password");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("DB_CREDENTIALS: ")
                .contains("'#password'");
    }

    @Test
    void aTokenOfRdsNeedsTlsAndOneHost() {
        environment.put("DB_CREDENTIALS", "rds-iam:app");
        assertThat(problems()).singleElement().asString().contains("needs TLS: give DB_SSLROOTCERT");
        environment.put("DB_SSLROOTCERT", "/rds.pem");
        assertThat(task()).isNotNull();
        environment.put("DB_URL", "jdbc:postgresql://a,b/app");
        List.of("DB_HOST", "DB_NAME").forEach(environment::remove);
        assertThat(problems()).singleElement().asString().contains("needs one host");
    }

    @Test
    void clientCertificateAndKeyBelongTogether() {
        environment.put("DB_SSLKEY", "-----BEGIN");
        assertThat(problems())
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly("DB_SSLKEY", "DB_SSLCERT");
    }

    @Test
    void anArnIsANameOfADeployKeysSecret() {
        environment.put(
                "REPOSITORY_DEPLOY_KEY_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:key-AbCdEf");
        assertThat(task()).isNotNull();
    }

    @Test
    void noKeyIsNeededWithoutSsh() {
        List.of("REPOSITORY_OWNER", "REPOSITORY_PATH", "REPOSITORY_DEPLOY_KEY_SECRET")
                .forEach(environment::remove);
        environment.put("REPOSITORY_URL", "https://example.com/acme/schema.git");
        assertThat(task().banner()).contains("https://example.com/acme/schema.git");
    }

    @Test
    void mountedDirectoriesStandForARepository() {
        List.of("REPOSITORY_OWNER", "REPOSITORY_PATH", "REPOSITORY_DEPLOY_KEY_SECRET")
                .forEach(environment::remove);
        environment.put("CHANGELOG_DIRECTORY", "/sql/common,/sql/postgres");
        assertThat(task().banner()).startsWith("Starting migrate from '/sql/common,/sql/postgres' for database ");
    }

    @Test
    void mountedDirectoriesAndARepositoryAreTooMuch() {
        environment.put("CHANGELOG_DIRECTORY", "/sql");
        assertThat(problems("develop"))
                .containsExactly("CHANGELOG_DIRECTORY: give it or a repository, not both (REPOSITORY_OWNER and"
                        + " REPOSITORY_PATH and REPOSITORY_REF and REPOSITORY_DEPLOY_KEY_SECRET)");
    }

    @Test
    void placeholdersComeFromVariablesAndOptions() {
        environment.put("FLYWAY_PLACEHOLDERS_READ_ONLY_PASSWORD", "secretsmanager:ro#password");
        environment.put("FLYWAY_PLACEHOLDERS_NAME", "a");
        assertThat(task("--flyway-placeholders", "name=b=c", "--flyway-placeholders=Other=value:x")
                        .placeholders())
                .isEqualTo(Map.of(
                        "READ_ONLY_PASSWORD", Reference.parse("secretsmanager:ro#password"),
                        "NAME", Reference.parse("b=c"),
                        "OTHER", Reference.parse("value:x")));
        assertThat(problems("--flyway-placeholders=x")).containsExactly("--flyway-placeholders: give it as NAME=VALUE");
    }

    @Test
    void argumentsThatMakeNoSenseAreRefused() {
        assertThat(problems("master", "develop")).containsExactly("BRANCH: one argument is taken, but 2 were given");
        assertThat(problems("master", "--repository-ref=develop"))
                .containsExactly("BRANCH: give it as an argument or by --repository-ref, not both");
        assertThat(problems("--db-name=a", "--db-name=b")).containsExactly("--db-name: given 2 times");
        assertThat(problems("--db-name")).containsExactly("VALUE is missing after --db-name");
    }

    private Task task(String... args) {
        var settings = Settings.of(Arguments.parse(args), environment);
        return Task.of(
                settings,
                Outputs.of(settings),
                new References(environment, Optional.of("eu-west-1"), new KnownSecrets()),
                new FlywayFiles(directory, directory, directory));
    }

    private List<String> problems(String... args) {
        return catchThrowableOfType(UsageException.class, () -> task(args)).problems();
    }
}
