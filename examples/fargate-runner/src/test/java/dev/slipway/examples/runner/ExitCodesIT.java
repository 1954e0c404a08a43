package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.examples.runner.RunnerProcess.Finished;
import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.SampleRepository;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each failure ends with its exit code and one line that says what to do. */
class ExitCodesIT {
    private static Stage stage;

    @TempDir
    static Path directory;

    @BeforeAll
    static void build() {
        stage = new Stage();
        stage.repository().commit("master", Sample.master());
    }

    @AfterAll
    static void clear() {
        stage.close();
    }

    @Test
    void aDriverThatIsNotThereIsAMatterOfSettings() throws IOException {
        var environment = local(
                "driver", Map.of("V1__a.sql", "select 1"), stage.postgres().fresh());
        List.of("DB_HOST", "DB_PORT", "DB_NAME").forEach(environment::remove);
        environment.put("DB_URL", "jdbc:unheard://db/app");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(2);
        assertThat(theError(finished)).contains("there is no JDBC driver for 'jdbc:unheard:'");
    }

    @Test
    void allMissingSettingsAreReportedAtOnce() {
        var finished = run(Map.of("DB_PORT", "x", "OUTPUT", "json"));
        assertThat(finished.exitCode()).isEqualTo(2);
        assertThat(finished.err())
                .contains(
                        "7 settings are missing or wrong", "REPOSITORY_OWNER", "DB_HOST", "DB_CREDENTIALS", "DB_PORT");
        assertThat(numbersAndTexts(finished.out()))
                .contains("2", "usage")
                .anyMatch(text -> text.startsWith("DB_PORT: "));
    }

    @Test
    void aWrongBranchIsNamedTogetherWithThoseThatExist() {
        var environment = stage.environment("unused");
        environment.put("OUTPUT", "json");
        var finished = run(environment, "mastre");
        assertThat(finished.exitCode()).isEqualTo(3);
        assertThat(theError(finished)).contains("'mastre'", "master");
        assertThat(numbersAndTexts(finished.out()))
                .contains("3", "changelog")
                .anyMatch(text -> text.contains("'mastre'"));
    }

    @Test
    void aDeployKeyThatTheServerRefusesIsTheChangelogsFailure() {
        stage.secrets().put("other-key", DeployKey.ed25519().openSsh());
        var environment = stage.environment("unused");
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "other-key");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(3);
        assertThat(theError(finished))
                .containsIgnoringCase("key")
                .contains(stage.git().url(Stage.REPOSITORY));
    }

    @Test
    void aChangedHostKeyIsNeverTrusted() {
        var environment = stage.environment("unused");
        environment.put(
                "REPOSITORY_KNOWN_HOSTS",
                "[127.0.0.1]:" + stage.git().port() + " " + DeployKey.ed25519().publicLine());
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(3);
        assertThat(theError(finished)).containsIgnoringCase("host key");
    }

    @Test
    void aMissingSecretIsNamed() {
        var environment = stage.environment("unused");
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "no-such-key");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(4);
        assertThat(theError(finished))
                .contains("'no-such-key'", "no such secret", stage.secrets().region());
    }

    @Test
    void aRefusedPermissionIsNamed() {
        stage.secrets().put("denied", "x").deny("denied");
        var environment = stage.environment("unused");
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", "denied");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(4);
        assertThat(theError(finished)).contains("'denied'", "secretsmanager:GetSecretValue");
    }

    @Test
    void aMissingJsonKeyIsNamed() {
        var environment = stage.environment("unused");
        environment.put("FLYWAY_PLACEHOLDERS_READER_PASSWORD", "secretsmanager:" + Stage.READER + "#passwort");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(4);
        assertThat(theError(finished)).contains("'" + Stage.READER + "'", "'passwort'");
        assertThat(finished.all()).doesNotContain(Stage.READER_PASSWORD);
    }

    @Test
    void aWrongPasswordIsRefusedAtOnce() throws IOException {
        var environment = local(
                "password", Map.of("V1__a.sql", "select 1"), stage.postgres().fresh());
        Path login = Files.writeString(directory.resolve("wrong.json"), Postgres.login("sqladmin", "wr0ng-Passw0rd"));
        environment.put("DB_CREDENTIALS", "file:" + login);
        environment.put("DB_WAIT", "60s");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(4);
        assertThat(theError(finished)).contains("check the user name and password", "sqladmin");
        assertThat(finished.all()).doesNotContain("Waiting for").doesNotContain("wr0ng-Passw0rd");
    }

    @Test
    void anUnreachableDatabaseIsWaitedForAndNamed() throws IOException {
        var environment = local("unreachable", Map.of("V1__a.sql", "select 1"), "app");
        try (var closed = new ServerSocket(0)) {
            environment.put("DB_PORT", String.valueOf(closed.getLocalPort()));
        }
        environment.put("DB_WAIT", "1s");
        var finished = run(environment);
        assertThat(finished.exitCode()).isEqualTo(5);
        assertThat(finished.all()).contains("Waiting for jdbc:postgresql://127.0.0.1:");
        assertThat(theError(finished)).contains("within 1 s", "check host, port, network rules");
    }

    @Test
    void anUnknownDatabaseFailsAtOnce() throws IOException {
        var finished = run(local("unknown", Map.of("V1__a.sql", "select 1"), "no_such_database"));
        assertThat(finished.exitCode()).isEqualTo(5);
        assertThat(theError(finished)).contains("no_such_database", "check the name of the database");
    }

    @Test
    void anEditedMigrationIsRejectedByMigrateAndByPlan() throws IOException {
        String database = stage.postgres().fresh();
        assertThat(run(local("edited", Map.of("V1__a.sql", "create table a (id int)"), database))
                        .exitCode())
                .isZero();
        var edited = Map.of("V1__a.sql", "create table a (id bigint)", "V2__b.sql", "create table b (id int)");
        var environment = local("edited", edited, database);
        var migrate = run(environment);
        assertThat(migrate.exitCode()).isEqualTo(6);
        assertThat(migrate.all()).contains("State before:", "| changed |");
        assertThat(theError(migrate)).contains("nothing was executed", "version 1", "revert the changes", "repair");
        environment.put("COMMAND", "validate");
        environment.put("LOG_FORMAT", "json");
        var validate = run(environment);
        assertThat(validate.exitCode()).isEqualTo(6);
        assertThat(validate.lines())
                .allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        assertThat(validate.lines().get(validate.lines().size() - 1)).contains("\"level\":\"ERROR\"", "version 1");
        assertThat(stage.postgres().tables(database)).containsExactly("a", "flyway_schema_history");
    }

    @Test
    void aBrokenMigrationLeavesAnIncompleteRun() throws IOException {
        String database = stage.postgres().fresh();
        var files = Map.of("V1__a.sql", "create table a (id int)", "V2__b.sql", "create tabel b (id int)");
        var finished = run(local("broken", files, database));
        assertThat(finished.exitCode()).isEqualTo(7);
        assertThat(theError(finished)).contains("V2__b.sql");
        assertThat(finished.all()).contains("State after:").doesNotContain("\tat ");
        assertThat(stage.postgres().tables(database)).containsExactly("a", "flyway_schema_history");
    }

    @Test
    void aDryRunIsOneJsonDocumentOnStandardOutput() throws IOException {
        String database = stage.postgres().fresh();
        var environment = local("dry", Map.of("V1__a.sql", "create user ${who} password '${PW}'"), database);
        Path password = Files.writeString(directory.resolve("pw"), "dRy-rUn-pAssw0rd\n");
        environment.putAll(Map.of(
                "COMMAND", "dry-run",
                "OUTPUT", "json",
                "FLYWAY_PLACEHOLDERS_WHO", "nobody",
                "FLYWAY_PLACEHOLDERS_PW", "file:" + password));
        var finished = run(environment);
        assertThat(finished.exitCode()).as(finished.all()).isZero();
        assertThat(numbersAndTexts(finished.out()))
                .contains("0", "done", "dry-run", "flyway", "create user nobody password '[redacted]';\n");
        assertThat(finished.err()).contains("INFO  Starting dry-run");
        assertThat(stage.postgres().tables(database)).isEmpty();
    }

    /** A repository and a log-in on disk: where neither SSH nor Secrets Manager are what the test is about. */
    private static Map<String, String> local(String name, Map<String, String> files, String database)
            throws IOException {
        Path repository = directory.resolve(name + ".git");
        try (var git = Files.exists(repository)
                ? SampleRepository.bare(directory.resolve(name + "2.git"))
                : SampleRepository.bare(repository)) {
            git.commit("master", files);
            repository = git.jgit().getDirectory().toPath();
        }
        Path login = Files.writeString(
                directory.resolve("login.json"), stage.postgres().adminLogin());
        return new HashMap<>(Map.of(
                "REPOSITORY_URL",
                repository.toUri().toString(),
                "REPOSITORY_DIRECTORY",
                ".",
                "DB_HOST",
                "127.0.0.1",
                "DB_PORT",
                String.valueOf(stage.postgres().port()),
                "DB_NAME",
                database,
                "DB_CREDENTIALS",
                "file:" + login,
                "DB_WAIT",
                "5s"));
    }

    private static Finished run(Map<String, String> environment, String... args) {
        return RunnerProcess.run(Stage.jar(), environment, args);
    }

    private static String theError(Finished finished) {
        assertThat(errors(finished)).as(finished.all()).hasSize(1);
        return errors(finished).get(0);
    }

    private static List<String> errors(Finished finished) {
        return finished.lines().stream()
                .filter(line -> line.contains(" ERROR "))
                .toList();
    }

    /** Of the one document that the text is. */
    private static List<String> numbersAndTexts(String document) {
        var values = new ArrayList<String>();
        try (var json = new JsonFactory().createParser(document)) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            int depth = 1;
            while (depth > 0) {
                JsonToken token = json.nextToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isScalarValue()) {
                    values.add(json.getText());
                }
            }
            assertThat(json.nextToken()).isNull();
        } catch (IOException unexpected) {
            throw new AssertionError("No JSON document: " + document, unexpected);
        }
        return values;
    }
}
