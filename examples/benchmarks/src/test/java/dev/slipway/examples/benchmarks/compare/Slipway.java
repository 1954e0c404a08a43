package dev.slipway.examples.benchmarks.compare;

import dev.slipway.examples.runner.CompareStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Our runner, with Flyway and a repository, or with Liquibase and a mounted directory. */
final class Slipway implements Contestant {
    private final String id;
    private final String name;
    private final Job job;
    private final List<String> missing;
    private final CompareStage stage;
    private final Path mounted;
    private final Function<List<String>, List<String>> program;

    private Slipway(
            String id,
            String name,
            Job job,
            List<String> missing,
            CompareStage stage,
            Path mounted,
            Function<List<String>, List<String>> program) {
        this.id = id;
        this.name = name;
        this.job = job;
        this.missing = missing;
        this.stage = stage;
        this.mounted = mounted;
        this.program = program;
    }

    /**
     * The image, with or without what it needs.
     *
     * @param mounted the directory of Liquibase's changelog
     * @param program what it runs, made of more options of the Java virtual machine
     */
    static Slipway image(
            Job job,
            CompareStage stage,
            Path mounted,
            Function<List<String>, List<String>> program,
            List<String> missing) {
        return job == Job.FROM_GIT
                ? new Slipway("image", "Slipway's image, `CACHE=cache-flyway`", job, missing, stage, mounted, program)
                : new Slipway(
                        "liquibase-image",
                        "Slipway's image, `ENGINE=liquibase`, `CACHE=cache-liquibase`",
                        job,
                        missing,
                        stage,
                        mounted,
                        program);
    }

    /** The jar, by the Java virtual machine of this program and without any option. */
    static Slipway jar(CompareStage stage, Path jar, List<String> missing) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Slipway(
                "jar",
                "Slipway's jar, `java -jar` on JDK " + Runtime.version().feature(),
                Job.FROM_GIT,
                missing,
                stage,
                jar,
                options -> {
                    var words = new ArrayList<>(List.of(java));
                    words.addAll(options);
                    words.addAll(List.of("-jar", jar.toString()));
                    return words;
                });
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Job job() {
        return job;
    }

    @Override
    public List<String> missing() {
        return missing;
    }

    @Override
    public Command command(boolean tls, String database, Path home) {
        var environment = new HashMap<String, String>();
        environment.put("HOME", home.toString());
        environment.put("LANG", "C.UTF-8");
        environment.put("STATUS_FILE", home.resolve("status").toString());
        environment.putAll(job == Job.FROM_GIT ? fromGit(tls, database) : mounted(tls, database));
        boolean secretsByTls = tls && job == Job.FROM_GIT;
        return new Command(program.apply(secretsByTls ? stage.trustOptions() : List.of()), environment);
    }

    private Map<String, String> fromGit(boolean tls, String database) {
        var environment = new HashMap<>(stage.awsEnvironment(tls));
        environment.put("REGION", stage.region());
        environment.put("REPOSITORY_URL", stage.repositoryUrl());
        environment.put("REPOSITORY_KNOWN_HOSTS", stage.knownHosts());
        environment.put("REPOSITORY_DEPLOY_KEY_SECRET", CompareStage.KEY);
        environment.put("DB_HOST", stage.host(tls));
        environment.put("DB_PORT", String.valueOf(stage.port(tls)));
        environment.put("DB_NAME", database);
        environment.put("DB_CREDENTIALS", "secretsmanager:" + stage.adminSecret(tls));
        environment.put("FLYWAY_PLACEHOLDERS_DATABASE_NAME", database);
        environment.put(
                "FLYWAY_PLACEHOLDERS_READ_ONLY_PASSWORD", "secretsmanager:" + CompareStage.READER + "#password");
        environment.put(
                "FLYWAY_PLACEHOLDERS_SAMPLE_APPLICATION_PASSWORD", "secretsmanager:" + CompareStage.SHOP + "#password");
        if (tls) {
            environment.put("DB_SSLROOTCERT", stage.authority().toString());
        }
        return environment;
    }

    private Map<String, String> mounted(boolean tls, String database) {
        var environment = new HashMap<>(Liquibase.environment(stage, tls, database));
        environment.put("ENGINE", "liquibase");
        environment.put("CHANGELOG_DIRECTORY", mounted.toString());
        return environment;
    }

    @Override
    public List<String> expected(boolean first) {
        return List.of(
                "State before:",
                "State after:",
                first ? "Applied 3 migrations" : "Nothing to do: the database stands at");
    }

    @Override
    public List<String> unexpected() {
        // A cache that is refused would be measured, but the image is not made to run so.
        return List.of("start-up cache");
    }
}
