package dev.slipway.examples.runner;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The tasks by which the image's start-up cache is trained, and everything around them, on embedded parts. */
final class ImageTraining implements AutoCloseable {
    private final Path directory;
    private final Stage stage = new Stage();
    private final TlsCertificates certificates;
    private final Postgres tls;
    private final Relay front;
    private final Map<String, String> settings;
    private int tasks;
    private int databases;

    private ImageTraining(Path directory) throws IOException {
        this.directory = directory;
        certificates = TlsCertificates.make(Files.createDirectory(directory.resolve("tls")));
        tls = Postgres.startWithTls(certificates);
        front = Relay.tls(directory.resolve("tls"), stage.secrets().endpoint().getPort());
        settings = new HashMap<>(stage.environment(""));
        settings.put("STATUS_FILE", directory.resolve("status").toString());
    }

    static ImageTraining start(Path directory) throws IOException {
        var training = new ImageTraining(directory);
        training.stage.repository().commit("master", Sample.master());
        training.stage.repository().commit("liquibase", Sample.liquibase());
        training.stage.secrets().put("tls-login", Postgres.login("sqladmin", training.tls.adminPassword()));
        return training;
    }

    /** Runs of Flyway: the environment of each, in a file. Databases and roles of runs before are gone with this call. */
    List<Path> flyway() throws IOException {
        stage.postgres().fresh();
        tls.fresh();
        var first = new HashMap<>(settings);
        database(first, stage.postgres());
        // Nothing pending; the log as CloudWatch likes it.
        var second = new HashMap<>(first);
        second.putAll(Map.of("LOG_FORMAT", "json", "OUTPUT", "json"));
        // As in AWS: TLS to the service, always, and to the database.
        var third = new HashMap<>(settings);
        byTls(third);
        return List.of(write(first), write(second), write(third));
    }

    /** Runs of Liquibase, in databases of their own. */
    List<Path> liquibase() throws IOException {
        var first = new HashMap<>(settings);
        first.keySet().removeIf(name -> name.startsWith("FLYWAY_"));
        first.putAll(Map.of(
                "REPOSITORY_REF", "liquibase",
                "ENGINE", "liquibase",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.xml",
                "LIQUIBASE_PARAMETER_COMMENT", "What the shop sells"));
        // Mounted files, as in a task with an init container.
        var second = new HashMap<>(first);
        second.keySet().removeIf(name -> name.startsWith("REPOSITORY_"));
        second.put("CHANGELOG_DIRECTORY", mounted().toString());
        var third = new HashMap<>(second);
        database(first, stage.postgres());
        database(second, stage.postgres());
        byTls(third);
        return List.of(write(first), write(second), write(third));
    }

    private void database(Map<String, String> environment, Postgres server) {
        String database = server.create("app_training" + databases++);
        environment.put("DB_NAME", database);
        environment.computeIfPresent("FLYWAY_PLACEHOLDERS_DATABASE", (name, old) -> database);
    }

    private void byTls(Map<String, String> environment) {
        database(environment, tls);
        environment.putAll(Map.of(
                "DB_HOST",
                "localhost",
                "DB_PORT",
                String.valueOf(tls.port()),
                "DB_CREDENTIALS",
                "secretsmanager:tls-login",
                "DB_SSLROOTCERT",
                certificates.authority().toString()));
    }

    private Path mounted() throws IOException {
        for (var file : Sample.liquibase().entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return directory.resolve("sql");
    }

    private Path write(Map<String, String> environment) throws IOException {
        var properties = new Properties();
        properties.putAll(environment);
        Path file = directory.resolve("task" + tasks++);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        return file;
    }

    /** Of the process that does the tasks: what the AWS SDK reads. The service is reached by TLS. */
    Map<String, String> environment() {
        var environment = new HashMap<>(stage.secrets().environment());
        environment.replaceAll((name, value) -> name.startsWith("AWS_ENDPOINT_URL") ? front.url() : value);
        return environment;
    }

    /** Options of the Java virtual machine. */
    List<String> properties(Path runtime) throws IOException {
        return certificates.trustOptions(runtime);
    }

    @Override
    public void close() {
        front.close();
        tls.close();
        stage.close();
    }
}
