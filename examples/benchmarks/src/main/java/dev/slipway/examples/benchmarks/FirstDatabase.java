package dev.slipway.examples.benchmarks;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrateOptions;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.testkit.TestDatabases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;

/** The first database of a JVM. Arguments: directory of the changelog, directory of what is kept. */
public final class FirstDatabase {
    private FirstDatabase() {}

    /** What one JVM measured: times in milliseconds. */
    record Start(long create, int migrations, long migrating) {}

    /** Prints milliseconds until the first query is answered, migrations applied, and milliseconds that they took. */
    public static void main(String[] arguments) throws Exception {
        var engine = new CountingEngine(new FlywayEngine());
        var changelog = ChangelogSource.directory(Path.of(arguments[0]));
        long begin = System.nanoTime();
        try (var databases = TestDatabases.builder(engine, changelog)
                        .cacheDirectory(Path.of(arguments[1]))
                        .open();
                var database = databases.create();
                var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("select 1");
            long create = (System.nanoTime() - begin) / 1_000_000;
            System.out.println(create + " " + engine.migrations + " " + engine.nanos / 1_000_000);
        }
    }

    /** Starts a JVM for it. */
    static Start inNewJvm(Path changelog, Path cache) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        FirstDatabase.class.getName(),
                        changelog.toString(),
                        cache.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("The other JVM ended with " + process.exitValue());
        }
        String[] numbers = output.strip().split(" ", -1);
        return new Start(Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]), Long.parseLong(numbers[2]));
    }

    /** Counts what an engine applies: nothing, when the result of an earlier run was kept. */
    private static final class CountingEngine implements MigrationEngine {
        private final MigrationEngine engine;
        private int migrations;
        private long nanos;

        CountingEngine(MigrationEngine engine) {
            this.engine = engine;
        }

        @Override
        public EngineId id() {
            return engine.id();
        }

        @Override
        public MigrationPlan plan(Changelog changelog, DataSource database) {
            return engine.plan(changelog, database);
        }

        @Override
        public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
            return engine.dryRun(changelog, database);
        }

        @Override
        public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
            long begin = System.nanoTime();
            MigrationReport report = engine.migrate(changelog, database, options);
            nanos += System.nanoTime() - begin;
            migrations += report.applied().size();
            return report;
        }
    }
}
