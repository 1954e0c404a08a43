package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot before a migration and the schema's documentation after it, by the packaged jar as a process. */
class AroundIT {
    @TempDir
    Path directory;

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void aRunIsSnapshottedBeforeAndDocumentedAfter() throws IOException {
        try (var stage = new Stage()) {
            var rds = stage.secrets().aws().rds().endAs("available", 1);
            String database = stage.postgres().fresh();
            Path file = directory.resolve("schema.md");
            var environment = stage.environment(database);
            environment.putAll(Map.of("SNAPSHOT_BEFORE", "app", "DOCUMENT_SCHEMA", file.toString()));
            String good = stage.repository()
                    .commit("master", Map.of("sql/V1__person.sql", "create table person (id int primary key);"));

            var first = RunnerProcess.run(Stage.jar(), environment);
            assertThat(first.exitCode()).as(first.all()).isZero();
            assertThat(first.out())
                    .containsSubsequence(
                            "State before:", "Taking snapshot 'slipway-app-", "is available", "Applying 1 of 1")
                    .containsSubsequence("Documented the schema in " + file);
            assertThat(rds.created())
                    .singleElement()
                    .satisfies(request -> assertThat(request.get("DBClusterSnapshotIdentifier"))
                            .startsWith("slipway-app-" + good.substring(0, 12) + "-"));
            assertThat(Files.readString(file))
                    .startsWith("# Database schema\n\n## public\n")
                    .contains("### person", "| `id` | `integer` | no |  |  |")
                    .doesNotContain("flyway_schema_history");

            environment.put("DOCUMENT_SCHEMA", "-");
            environment.put("OUTPUT", "json");
            var second = RunnerProcess.run(Stage.jar(), environment);
            assertThat(second.exitCode()).as(second.all()).isZero();
            assertThat(second.out()).contains("\"schema\" : \"# Database schema\\n\\n## public\\n");
            assertThat(second.err()).contains("No snapshot of cluster 'app': nothing is pending");
            assertThat(rds.created()).hasSize(1);

            environment.remove("OUTPUT");
            var plain = RunnerProcess.run(Stage.jar(), environment);
            assertThat(plain.exitCode()).as(plain.all()).isZero();
            assertThat(plain.out()).as("the document alone").isEqualTo(Files.readString(file));
            assertThat(plain.err()).contains("Nothing to do");

            stage.repository()
                    .commit(
                            "master",
                            Map.of(
                                    "sql/V1__person.sql", "create table person (id int primary key);",
                                    "sql/V2__broken.sql", "create table broken (id nothing);"));
            environment.remove("DOCUMENT_SCHEMA");
            var third = RunnerProcess.run(Stage.jar(), environment);
            assertThat(third.exitCode()).as(third.all()).isEqualTo(ExitCode.INCOMPLETE.number());
            assertThat(rds.created()).hasSize(2);
            assertThat(third.out())
                    .contains("Before this run snapshot '"
                            + rds.created().get(1).get("DBClusterSnapshotIdentifier")
                            + "' of cluster 'app' was taken; it is restored as a new database: aws rds"
                            + " restore-db-cluster-from-snapshot --snapshot-identifier ");

            var rollback = new HashMap<>(stage.secrets().environment());
            rollback.putAll(Map.of(
                    "ENGINE", "liquibase",
                    "CHANGELOG_DIRECTORY", directory.toString(),
                    "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.sql",
                    "SNAPSHOT_BEFORE", "app"));
            environment.forEach((name, value) -> {
                if (name.startsWith("DB_")) {
                    rollback.put(name, value);
                }
            });
            rollback.put("DB_NAME", stage.postgres().create("rolled_back"));
            Files.writeString(
                    directory.resolve("changelog.sql"),
                    "--liquibase formatted sql\n--changeset me:1\ncreate table a (id int);\n--rollback drop table a;\n");
            var update = RunnerProcess.run(Stage.jar(), rollback);
            assertThat(update.exitCode()).as(update.all()).isZero();
            assertThat(rds.created()).hasSize(3);
            var undone = RunnerProcess.run(Stage.jar(), rollback, "rollback-count", "1");
            assertThat(undone.exitCode()).as(undone.all()).isZero();
            assertThat(rds.created()).hasSize(4);

            rds.deny();
            var fourth = RunnerProcess.run(Stage.jar(), environment);
            assertThat(fourth.exitCode()).as(fourth.all()).isEqualTo(ExitCode.CREDENTIALS.number());
            assertThat(fourth.out()).contains("the task's role needs rds:CreateDBClusterSnapshot");
        }
    }
}
