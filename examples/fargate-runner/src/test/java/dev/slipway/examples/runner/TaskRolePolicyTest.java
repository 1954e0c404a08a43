package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.aws.AwsStandIn;
import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.SampleRepository;
import dev.slipway.migration.git.SshGitServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The whole flow with what the task role of the templates may do, and with anything less. */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class TaskRolePolicyTest {
    private static final String REPOSITORY = "acme/schema.git";
    /** By which the SDK finds what an ECS task finds by variables. */
    private static final Map<String, String> OLD_PROPERTIES = new HashMap<>();

    @TempDir
    static Path directory;

    private static AwsStandIn aws;
    private static IamGate gate;
    private static SshGitServer git;
    private static SampleRepository repository;
    private static IamPolicy policy;

    private final Map<String, String> settings = new LinkedHashMap<>();

    @BeforeAll
    static void build() {
        aws = AwsStandIn.start();
        var deployKey = DeployKey.rsa();
        git = SshGitServer.start().authorize(deployKey);
        repository = SampleRepository.inMemory();
        git.serve(REPOSITORY, repository);
        // Available at the first question.
        aws.rds().endAs("available", 1);
        aws.secretsManager()
                .put("deploy-key", deployKey.pem())
                .put("admin", "{\"username\":\"sa\",\"password\":\"adm-7Gd.93kQ\"}")
                .put("reader", "{\"username\":\"reader\",\"password\":\"rea-5Tz.41mW\"}")
                .put("foreign", "{\"username\":\"x\",\"password\":\"for-8Pn.22bX\"}");
        aws.parameterStore().put("/prod/shop", "shp-2Vc.77rH");
        gate = new IamGate(aws, null);
        String snapshots = gate.rdsArn("cluster-snapshot:slipway-app-*");
        policy = IamPolicy.taskRole(Map.of(
                "secret_arns", List.of(secret("deploy-key"), secret("admin"), secret("reader")),
                "parameter_arns", List.of(aws.parameterStore().arn("/prod/shop")),
                "secret_key_arns", List.of(gate.storedKeyArn()),
                "parameter_key_arns", List.of(gate.storedKeyArn()),
                "value_key_arns", List.of(gate.valueKeyArn()),
                "snapshot_arns", List.of(gate.rdsArn("cluster:app"), snapshots),
                "snapshot_tag_arns", List.of(snapshots)));
        var environment = aws.environment();
        property("aws.region", aws.region());
        property("aws.endpointUrl", gate.endpoint().toString());
        property("aws.containerCredentialsFullUri", environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
        property("aws.containerAuthorizationToken", environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"));
    }

    private static void property(String name, String value) {
        OLD_PROPERTIES.put(name, System.setProperty(name, value));
    }

    private static String secret(String name) {
        return aws.secretsManager().arn(name);
    }

    @AfterAll
    static void clear() {
        OLD_PROPERTIES.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        gate.close();
        git.close();
        repository.close();
        aws.close();
    }

    private Throwable run(IamPolicy allowed) {
        gate.policy(allowed);
        // A commit of its own for each run: its snapshot is named after it, and there can be only one of a name.
        repository.commit(
                "master",
                Map.of(
                        "sql/V1__a.sql",
                        "create table a (v varchar); insert into a values ('${reader}'), ('${shop}'), ('${other}')"));
        settings.putIfAbsent("DB_CREDENTIALS", "secretsmanager:" + secret("admin"));
        settings.put("SNAPSHOT_BEFORE", "app");
        settings.putAll(Map.of(
                "REGION",
                aws.region(),
                "REPOSITORY_URL",
                git.url(REPOSITORY),
                "REPOSITORY_KNOWN_HOSTS",
                git.knownHosts(),
                "REPOSITORY_DEPLOY_KEY_SECRET",
                "secretsmanager:" + secret("deploy-key"),
                "DB_URL",
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "FLYWAY_PLACEHOLDERS_READER",
                "secretsmanager:" + secret("reader") + "#password",
                "FLYWAY_PLACEHOLDERS_SHOP",
                "ssm:/prod/shop",
                "FLYWAY_PLACEHOLDERS_OTHER",
                "kms:" + aws.kms().encrypt("oth-6Lq.58sY")));
        var given = Settings.of(Arguments.parse(new String[0]), settings);
        try (var references = new References(settings, Optional.of(aws.region()), new KnownSecrets())) {
            var files = new FlywayFiles(directory, directory, directory);
            var task = Task.of(given, Outputs.of(given), references, files);
            return catchThrowable(() -> new Runner(task, references, new Stop(), new Result()).run());
        }
    }

    @Test
    void theTaskRoleIsEnoughForTheWholeFlow() {
        assertThat(policy.sids())
                .containsExactly(
                        "ReadSecrets",
                        "ReadParameters",
                        "DecryptSecrets",
                        "DecryptParameters",
                        "DecryptValues",
                        "TakeSnapshot",
                        "TagSnapshot");
        int before = aws.rds().created().size();
        assertThat(run(policy)).isNull();
        assertThat(gate.denials()).isEmpty();
        assertThat(aws.rds().created()).hasSize(before + 1);
    }

    @Test
    void withoutAnyOneStatementTheFlowFails() {
        for (String sid : policy.sids()) {
            var less = policy.keep(policy.sids().stream().filter(other -> !other.equals(sid)));
            assertThat(run(less)).as("without %s", sid).isInstanceOf(CredentialException.class);
            assertThat(gate.denials()).as("without %s", sid).isNotEmpty();
        }
    }

    @Test
    void withoutAnyOneActionResourceServiceOrContextTheFlowFails() {
        assertThat(policy.narrowed()).hasSize(24).allSatisfy((what, less) -> {
            assertThat(run(less)).as(what).isInstanceOf(CredentialException.class);
            assertThat(gate.denials()).as(what).isNotEmpty();
        });
    }

    @Test
    void aSecretThatNoSettingNamesCannotBeRead() {
        settings.put("DB_CREDENTIALS", "secretsmanager:" + secret("foreign"));
        assertThat(run(policy))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("secretsmanager:GetSecretValue");
        assertThat(gate.denials()).containsOnly("secretsmanager:GetSecretValue " + secret("foreign"));
    }

    @Test
    void aKeyServesOnlyTheSecretsThatTheRoleMayRead() {
        assertThat(policy.allows("kms:Decrypt", gate.storedKeyArn(), Map.of())).isFalse();
        assertThat(policy.allows("kms:Decrypt", gate.storedKeyArn(), through("admin")))
                .isTrue();
        assertThat(policy.allows("kms:Decrypt", gate.storedKeyArn(), through("foreign")))
                .isFalse();
        assertThat(policy.allows("kms:Encrypt", gate.valueKeyArn(), Map.of())).isFalse();
    }

    private static Map<String, String> through(String secret) {
        return Map.of(
                "kms:ViaService", gate.service("secretsmanager"),
                "kms:EncryptionContext:SecretARN", secret(secret));
    }
}
