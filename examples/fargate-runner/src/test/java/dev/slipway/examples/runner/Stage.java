package dev.slipway.examples.runner;

import dev.slipway.migration.aws.SecretsManagerStandIn;
import dev.slipway.migration.git.DeployKey;
import dev.slipway.migration.git.SampleRepository;
import dev.slipway.migration.git.SshGitServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Everything around the runner: a database, a Git server, Secrets Manager, and the secrets in it. */
final class Stage implements AutoCloseable {
    static final String REPOSITORY = "acme/schema.git";
    static final String ADMIN = "postgresql@auroradb@master@sqladmin";
    static final String READER = "postgresql@auroradb@master@reader";
    static final String SHOP = "postgresql@auroradb@sample@shop";
    static final String KEY = "deploy-key";
    /** With what URLs and JSON have to escape, and long enough that no piece of it is a word. */
    static final String READER_PASSWORD = "rD&9\"x%Qm+7Zk/2vWp=Lt";

    static final String SHOP_PASSWORD = "sH4-Yc8jN3bXe6UgTq5";

    private final Postgres postgres = Postgres.start();
    private final SecretsManagerStandIn secrets = SecretsManagerStandIn.start();
    private final DeployKey deployKey = DeployKey.rsa();
    private final SshGitServer git = SshGitServer.start().authorize(deployKey);
    private final SampleRepository repository = SampleRepository.inMemory();

    Stage() {
        git.serve(REPOSITORY, repository);
        secrets.put(KEY, deployKey.pem())
                .put(ADMIN, postgres.adminLogin())
                .put(READER, Postgres.login("reader", READER_PASSWORD.replace("\"", "\\\"")))
                .put(SHOP, Postgres.login("shop", SHOP_PASSWORD));
    }

    Postgres postgres() {
        return postgres;
    }

    SecretsManagerStandIn secrets() {
        return secrets;
    }

    DeployKey deployKey() {
        return deployKey;
    }

    SshGitServer git() {
        return git;
    }

    SampleRepository repository() {
        return repository;
    }

    /** The environment of a task in the ancestor's manner, with what stands in for GitHub and AWS. */
    Map<String, String> environment(String database) {
        var environment = new HashMap<>(secrets.environment());
        environment.putAll(Map.of(
                "REGION",
                secrets.region(),
                "REPOSITORY_URL",
                git.url(REPOSITORY),
                "REPOSITORY_KNOWN_HOSTS",
                git.knownHosts(),
                "REPOSITORY_DEPLOY_KEY_SECRET",
                KEY,
                "DB_HOST",
                "127.0.0.1",
                "DB_PORT",
                String.valueOf(postgres.port()),
                "DB_NAME",
                database,
                "DB_CREDENTIALS",
                "secretsmanager:" + ADMIN,
                "DB_WAIT",
                "5s"));
        environment.putAll(Map.of(
                "FLYWAY_PLACEHOLDERS_DATABASE", database,
                "FLYWAY_PLACEHOLDERS_READER_PASSWORD", "secretsmanager:" + READER + "#password",
                "FLYWAY_PLACEHOLDERS_SHOP_PASSWORD", "secretsmanager:" + SHOP + "#password"));
        return environment;
    }

    /** The same for Liquibase. */
    Map<String, String> liquibase(String database) {
        var environment = environment(database);
        environment.keySet().removeIf(name -> name.startsWith("FLYWAY_"));
        environment.put("ENGINE", "liquibase");
        return environment;
    }

    static Path jar() {
        return Path.of("target", "fargate-runner.jar");
    }

    @Override
    public void close() {
        git.close();
        repository.close();
        secrets.close();
        postgres.close();
    }
}
