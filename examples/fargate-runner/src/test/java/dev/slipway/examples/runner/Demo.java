package dev.slipway.examples.runner;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The whole flow on one machine, with nothing but a JDK: an embedded PostgreSQL, an SSH Git server with a sample
 * repository and a deploy key, and a stand-in for Secrets Manager that speaks the real protocol to the real SDK client.
 */
public final class Demo {
    private final Stage stage;
    private final Path jar;
    private final PrintStream out;

    private Demo(Stage stage, Path jar, PrintStream out) {
        this.stage = stage;
        this.jar = jar;
        this.out = out;
    }

    /** @param args the directory that holds {@code fargate-runner.jar} */
    public static void main(String[] args) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int exitCode;
        try (var stage = new Stage()) {
            exitCode = new Demo(stage, Path.of(args[0], "fargate-runner.jar"), out).run();
        }
        // Threads of the in-process servers may linger.
        System.exit(exitCode);
    }

    static int run(Stage stage, Path jar, PrintStream out) {
        return new Demo(stage, jar, out).run();
    }

    private int run() {
        String flyway = stage.postgres().create("shop_flyway");
        String liquibase = stage.postgres().create("shop_liquibase");
        stage.repository().commit("master", Sample.master());
        String develop = stage.repository().commit("develop", Sample.develop());
        String changeSets = stage.repository().commit("liquibase", Sample.liquibase());
        Map<String, String> environment = stage.environment(flyway);
        int exitCode = run("Flyway, branch master", environment, "master")
                + run("Flyway, branch develop: the product table", environment, "develop")
                + run("Flyway, branch develop again: nothing to do", environment, "develop");
        environment = stage.liquibase(liquibase);
        environment.putAll(Map.of(
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.xml",
                "LIQUIBASE_PARAMETER_COMMENT", "What the shop sells"));
        exitCode += run("Liquibase, branch liquibase", environment, "liquibase");
        title("What is there now");
        show(flyway, develop);
        show(liquibase, changeSets);
        return exitCode;
    }

    private int run(String what, Map<String, String> environment, String branch) {
        title(what + ": java -jar fargate-runner.jar " + branch);
        var finished = RunnerProcess.run(jar, environment, branch);
        out.print(finished.all());
        if (finished.exitCode() != 0) {
            out.println("Exit code " + finished.exitCode());
        }
        return finished.exitCode();
    }

    private void show(String database, String commit) {
        out.println("Database " + database + ", from commit " + commit + ":");
        stage.postgres().tables(database).forEach(table -> out.println("  " + table));
    }

    private void title(String text) {
        out.println();
        out.println("=== " + text);
    }
}
