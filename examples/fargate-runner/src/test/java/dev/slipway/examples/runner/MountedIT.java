package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mounted directories instead of a repository: no Git, no AWS. */
class MountedIT {
    private static Postgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void build() {
        postgres = Postgres.start();
    }

    @AfterAll
    static void clear() {
        postgres.close();
    }

    @Test
    void severalDirectoriesAreFlywaysSeveralLocations() throws IOException {
        file("common/sub/V1__a.sql", "create table a (id int)");
        file("postgres/V2__b.sql", "create table b (id int)");
        String database = postgres.fresh();
        var environment = environment(database);
        environment.put("CHANGELOG_DIRECTORY", directory.resolve("common") + "," + directory.resolve("postgres"));

        var first = RunnerProcess.run(Stage.jar(), environment);
        assertThat(first.exitCode()).as(first.all()).isZero();
        assertThat(first.out()).containsPattern("the database stands at changelog [0-9a-f]{64}");
        assertThat(postgres.query(database, "select script from flyway_schema_history order by installed_rank"))
                .containsExactly("sub/V1__a.sql", "V2__b.sql");
    }

    private Map<String, String> environment(String database) {
        return new HashMap<>(Map.of(
                "DB_URL",
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database,
                "DB_CREDENTIALS",
                "env:LOGIN",
                "LOGIN",
                postgres.adminLogin()));
    }

    private void file(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
