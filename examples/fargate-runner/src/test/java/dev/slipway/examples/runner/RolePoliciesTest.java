package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Roles whose holder is not the runner: Fargate's agent, a schedule, GitHub's workflows. Their calls are listed here as AWS documents
 * them; each is allowed, and none of the statements could be smaller.
 */
class RolePoliciesTest {
    private static final String RDS = "arn:aws:rds:eu-west-1:123456789012:";
    private static final String LOGS = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/app:";
    private static final String CLUSTER = "arn:aws:ecs:eu-west-1:123456789012:cluster/app";
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app/registry-AbCdEf";
    private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/1";
    /** Made with tags, and asked for until it is there. */
    private static final Call[] SNAPSHOT_CALLS = {
        call("rds:CreateDBClusterSnapshot", RDS + "cluster:app"),
        call("rds:CreateDBClusterSnapshot", RDS + "cluster-snapshot:slipway-app-1"),
        call("rds:DescribeDBClusterSnapshots", RDS + "cluster-snapshot:slipway-app-1"),
        call("rds:AddTagsToResource", RDS + "cluster-snapshot:slipway-app-1")
    };

    private static final String IMAGES = "arn:aws:ecr:eu-west-1:123456789012:repository/runner";

    @Test
    void theExecutionRoleLetsFargatePullTheImageAndWriteTheLog() {
        var policy = IamPolicy.of(
                "execution-role.json.tftpl",
                Map.of(
                        "registry_secret_arns", List.of(SECRET),
                        "registry_key_arns", List.of(KEY),
                        "secrets_service", "secretsmanager.eu-west-1.amazonaws.com",
                        "ecr_login_arns", List.of("*"),
                        "ecr_repository_arns", List.of(IMAGES),
                        "log_group_arns", List.of(LOGS + "*"),
                        "log_stream_arns", List.of(LOGS + "log-stream:app/*")));
        assertExact(
                policy,
                call("secretsmanager:GetSecretValue", SECRET),
                new Call(
                        "kms:Decrypt",
                        KEY,
                        Map.of(
                                "kms:ViaService",
                                "secretsmanager.eu-west-1.amazonaws.com",
                                "kms:EncryptionContext:SecretARN",
                                SECRET)),
                call("ecr:GetAuthorizationToken", "*"),
                call("ecr:BatchCheckLayerAvailability", IMAGES),
                call("ecr:BatchGetImage", IMAGES),
                call("ecr:GetDownloadUrlForLayer", IMAGES),
                call("logs:CreateLogStream", LOGS + "log-stream:app/migration/1"),
                call("logs:PutLogEvents", LOGS + "log-stream:app/migration/1"));
        assertThat(List.of(
                        call("secretsmanager:GetSecretValue", SECRET.replace("registry", "admin")),
                        call("kms:Decrypt", KEY),
                        call("ecr:PutImage", IMAGES),
                        call("logs:CreateLogGroup", LOGS),
                        call("logs:PutLogEvents", LOGS + "log-stream:other/migration/1"),
                        call("logs:GetLogEvents", LOGS + "log-stream:app/migration/1")))
                .noneMatch(in(policy));
    }

    @Test
    void whoeverStartsTasksMayStartThisOneAndReadItsLog() {
        String definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/app:";
        String role = "arn:aws:iam::123456789012:role/app-";
        var policy = IamPolicy.of(
                "start-task.json.tftpl",
                Map.of(
                        "cluster_arn", CLUSTER,
                        "task_definition_arns", List.of(definition + "*"),
                        "role_arns", List.of(role + "task", role + "execution"),
                        "task_arns", List.of("arn:aws:ecs:eu-west-1:123456789012:task/app/*"),
                        "log_stream_arns", List.of(LOGS + "log-stream:app/*")));
        assertExact(
                policy,
                call("ecs:RunTask", definition + "7", "ecs:cluster", CLUSTER),
                call("iam:PassRole", role + "task", "iam:PassedToService", "ecs-tasks.amazonaws.com"),
                call("iam:PassRole", role + "execution", "iam:PassedToService", "ecs-tasks.amazonaws.com"),
                call("ecs:DescribeTasks", "arn:aws:ecs:eu-west-1:123456789012:task/app/1", "ecs:cluster", CLUSTER),
                call("logs:GetLogEvents", LOGS + "log-stream:app/migration/1"));
        assertThat(List.of(
                        call("ecs:RunTask", definition.replace("app", "other") + "7", "ecs:cluster", CLUSTER),
                        call("ecs:RunTask", definition + "7", "ecs:cluster", CLUSTER + "2"),
                        call("ecs:RegisterTaskDefinition", "*"),
                        call("iam:PassRole", role + "task", "iam:PassedToService", "ec2.amazonaws.com"),
                        call("iam:PassRole", role + "admin", "iam:PassedToService", "ecs-tasks.amazonaws.com")))
                .noneMatch(in(policy));
    }

    @Test
    void snapshotsAreTakenWithoutPowerOverTheClusterItself() {
        String snapshots = RDS + "cluster-snapshot:slipway-app-";
        var policy = IamPolicy.of(
                "snapshots.json.tftpl",
                Map.of(
                        "snapshot_arns", List.of(RDS + "cluster:app", snapshots + "*"),
                        "snapshot_tag_arns", List.of(snapshots + "*")));
        assertExact(policy, SNAPSHOT_CALLS);
        assertThat(List.of(
                        call("rds:DeleteDBCluster", RDS + "cluster:app"),
                        call("rds:ModifyDBCluster", RDS + "cluster:app"),
                        call("rds:DeleteDBClusterSnapshot", snapshots + "1"),
                        call("rds:CreateDBClusterSnapshot", RDS + "cluster-snapshot:nightly")))
                .noneMatch(in(policy));
    }

    @Test
    void snapshotsAreRestoredIntoNewClustersOnly() {
        String snapshot = RDS + "cluster-snapshot:slipway-app-1";
        String rds = "rds.eu-west-1.amazonaws.com";
        String secrets = "secretsmanager.eu-west-1.amazonaws.com";
        String logins = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!cluster-";
        var restored = List.of(RDS + "cluster:app-restored*", RDS + "db:app-restored*");
        var others = List.of(
                RDS + "cluster-snapshot:slipway-app-*",
                RDS + "subgrp:app",
                RDS + "cluster-pg:app",
                RDS + "og:default:*",
                RDS + "pg:default.*");
        var policy = IamPolicy.of(
                "restore.json.tftpl",
                Map.of(
                        "restored_arns", restored,
                        "restore_arns",
                                Stream.concat(restored.stream(), others.stream())
                                        .toList(),
                        "login_secret_arns", List.of(logins + "*"),
                        "database_key_arns", List.of(KEY),
                        "key_services", List.of(rds, secrets),
                        "grant_services", List.of(rds)));
        assertExact(
                policy,
                call("rds:RestoreDBClusterFromSnapshot", snapshot),
                call("rds:RestoreDBClusterFromSnapshot", RDS + "cluster:app-restored-1"),
                call("rds:RestoreDBClusterFromSnapshot", RDS + "subgrp:app"),
                call("rds:RestoreDBClusterFromSnapshot", RDS + "cluster-pg:app"),
                call("rds:RestoreDBClusterFromSnapshot", RDS + "og:default:aurora-postgresql-16"),
                call("rds:AddTagsToResource", RDS + "cluster:app-restored-1"),
                call("rds:AddTagsToResource", RDS + "db:app-restored-1-1"),
                call("rds:CreateDBInstance", RDS + "db:app-restored-1-1"),
                call("rds:CreateDBInstance", RDS + "cluster:app-restored-1"),
                call("rds:CreateDBInstance", RDS + "og:default:aurora-postgresql-16"),
                call("rds:CreateDBInstance", RDS + "pg:default.aurora-postgresql16"),
                call("rds:DescribeDBClusters", RDS + "cluster:app-restored-1"),
                call("rds:DescribeDBInstances", RDS + "db:app-restored-1-1"),
                call("rds:ModifyDBCluster", RDS + "cluster:app-restored-1"),
                call("secretsmanager:CreateSecret", logins + "1"),
                call("secretsmanager:TagResource", logins + "1"),
                call("kms:DescribeKey", KEY, "kms:ViaService", rds),
                call("kms:GenerateDataKey", KEY, "kms:ViaService", secrets),
                call("kms:Decrypt", KEY, "kms:ViaService", secrets),
                new Call("kms:CreateGrant", KEY, Map.of("kms:ViaService", rds, "kms:GrantIsForAWSResource", "true")));
        assertThat(List.of(
                        call("rds:RestoreDBClusterFromSnapshot", RDS + "cluster:app"),
                        call("rds:AddTagsToResource", RDS + "cluster:app"),
                        call("rds:ModifyDBCluster", RDS + "cluster:app"),
                        call("rds:CreateDBInstance", RDS + "cluster:app"),
                        call("rds:DeleteDBCluster", RDS + "cluster:app-restored-1"),
                        call("secretsmanager:GetSecretValue", logins + "1"),
                        call("kms:CreateGrant", KEY, "kms:ViaService", rds)))
                .noneMatch(in(policy));
    }

    private static void assertExact(IamPolicy policy, Call... calls) {
        assertThat(calls).allMatch(in(policy));
        policy.narrowed()
                .forEach((what, less) -> assertThat(Stream.of(calls).filter(in(less).negate()))
                        .as(what)
                        .isNotEmpty());
    }

    private static Predicate<Call> in(IamPolicy policy) {
        return call -> policy.allows(call.action(), call.resource(), call.context());
    }

    private static Call call(String action, String resource) {
        return new Call(action, resource, Map.of());
    }

    private static Call call(String action, String resource, String key, String value) {
        return new Call(action, resource, Map.of(key, value));
    }

    private record Call(String action, String resource, Map<String, String> context) {}
}
