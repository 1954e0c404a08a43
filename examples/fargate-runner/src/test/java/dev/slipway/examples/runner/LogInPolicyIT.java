package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.aws.AwsStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The task role's permission to log in without a password, with a server that asks IAM as Amazon RDS does. */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class LogInPolicyIT {
    private static final String USERS = "arn:aws:rds-db:eu-west-1:123456789012:dbuser:cluster-ABC/";

    @TempDir
    Path directory;

    @Test
    void theTaskRoleLogsInAsTheNamedUserAndWithoutTheStatementAsNobody() throws Exception {
        var certificates = TlsCertificates.make(Files.createDirectory(directory.resolve("tls")));
        Files.writeString(
                Files.createDirectory(directory.resolve("sql")).resolve("V1__a.sql"), "create table a (id int)");
        var policy = policy(List.of(USERS + "postgres"));
        try (var aws = AwsStandIn.start();
                var postgres = Postgres.start();
                var gate = new TokenGate(certificates.directory().resolve("server.p12"), postgres.port())) {
            String database = postgres.fresh();
            var environment = new HashMap<>(aws.environment());
            environment.putAll(Map.of(
                    "REGION", aws.region(),
                    "CHANGELOG_DIRECTORY", directory.resolve("sql").toString(),
                    "DB_HOST", "localhost",
                    "DB_PORT", String.valueOf(gate.port()),
                    "DB_NAME", database,
                    "DB_CREDENTIALS", "rds-iam:postgres",
                    "DB_SSLROOTCERT", certificates.authority().toString()));

            gate.rule(user -> policy(List.of(USERS + "other")).allows("rds-db:connect", USERS + user, Map.of()));
            var refused = RunnerProcess.run(Stage.jar(), environment);
            assertThat(refused.exitCode()).as(refused.all()).isEqualTo(4);
            assertThat(postgres.tables(database)).isEmpty();

            gate.rule(user -> policy.allows("rds-db:connect", USERS + user, Map.of()));
            var done = RunnerProcess.run(Stage.jar(), environment);
            assertThat(done.exitCode()).as(done.all()).isZero();
            assertThat(postgres.tables(database)).contains("a");
        }
    }

    private static IamPolicy policy(List<String> users) {
        var policy = IamPolicy.taskRole(Map.of("database_user_arns", users));
        assertThat(policy.sids()).containsExactly("LogInToDatabase");
        return policy;
    }
}
