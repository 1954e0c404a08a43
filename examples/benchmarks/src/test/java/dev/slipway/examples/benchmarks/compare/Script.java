package dev.slipway.examples.benchmarks.compare;

import dev.slipway.examples.runner.CompareStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The ancestor's entry point: a program for each step. */
final class Script implements Contestant {
    private final CompareStage stage;
    private final Optional<Path> aws;
    private final Path flyway;
    private final Path script;

    /**
     * Creates the contestant.
     *
     * @param aws the AWS CLI
     * @param flyway the directory of Flyway's command line
     * @param scratch where the script is written
     */
    Script(CompareStage stage, Optional<Path> aws, Path flyway, Path scratch) throws IOException {
        this.stage = stage;
        this.aws = aws;
        this.flyway = flyway;
        script = scratch.resolve("task.sh");
        try (var in = Script.class.getResourceAsStream("/compare/task.sh")) {
            Files.copy(in, script);
        }
    }

    @Override
    public String id() {
        return "script";
    }

    @Override
    public String name() {
        return "the ancestor's script: 4 × AWS CLI, `ssh-keyscan`, `git clone`, 3 × Flyway " + version();
    }

    private String version() {
        return flyway.getFileName().toString().replaceFirst("^flyway-", "");
    }

    @Override
    public Job job() {
        return Job.FROM_GIT;
    }

    @Override
    public List<String> missing() {
        var missing = new ArrayList<>(Tools.missing("bash", "jq", "git", "ssh", "ssh-keyscan"));
        if (aws.isEmpty()) {
            missing.add("the AWS CLI (on the path, or -Dcompare.aws=…)");
        }
        if (!Files.exists(flyway.resolve("flyway"))) {
            missing.add("Flyway's command line in " + flyway);
        }
        return missing;
    }

    @Override
    public Command command(boolean tls, String database, Path home) {
        var environment = new HashMap<>(stage.awsEnvironment(tls));
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", home.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("AWS", aws.orElseThrow().toString());
        environment.put("FLYWAY", flyway.resolve("flyway").toString());
        environment.put("REGION", stage.region());
        environment.put("SECRETS_URL", stage.secretsUrl(tls));
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", CompareStage.KEY);
        environment.put("REPOSITORY_URL", stage.repositoryUrl());
        environment.put("REPOSITORY_PORT", String.valueOf(stage.gitPort()));
        environment.put("ADMIN_SECRET", stage.adminSecret(tls));
        environment.put("READER_SECRET", CompareStage.READER);
        environment.put("SHOP_SECRET", CompareStage.SHOP);
        environment.put("DB_URL", stage.jdbcUrl(tls, database));
        environment.put("DB_NAME", database);
        // Nothing leaves the machine.
        environment.put("REDGATE_DISABLE_TELEMETRY", "true");
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        if (tls) {
            environment.put("AWS_CA_BUNDLE", stage.authority().toString());
        }
        return new Command(
                List.of(Tools.find("bash").orElseThrow().toString(), script.toString(), "master"), environment);
    }

    @Override
    public List<String> expected(boolean first) {
        return List.of(first ? "Successfully applied 3 migrations" : "No migration necessary", " Edition " + version());
    }
}
