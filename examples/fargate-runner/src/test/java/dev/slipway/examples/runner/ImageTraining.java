package dev.slipway.examples.runner;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private final List<Path> tasks = new ArrayList<>();

    private ImageTraining(Path directory) throws IOException {
        this.directory = directory;
        certificates = TlsCertificates.make(Files.createDirectory(directory.resolve("tls")));
        tls = Postgres.startWithTls(certificates);
        front = Relay.tls(directory.resolve("tls"), stage.secrets().endpoint().getPort());
    }

    static ImageTraining start(Path directory) throws IOException {
        var training = new ImageTraining(directory);
        training.stage.repository().commit("master", Sample.master());
        training.stage.repository().commit("liquibase", Sample.liquibase());
        training.write();
        return training;
    }

    private void write() throws IOException {
        String flyway = stage.postgres().create("training_flyway");
        Map<String, String> first = stage.environment(flyway);
        first.put("STATUS_FILE", directory.resolve("status").toString());
        add(first, Map.of());
        // Nothing pending; the log as CloudWatch likes it.
        add(first, Map.of("LOG_FORMAT", "json", "OUTPUT", "json"));
        // As in AWS: TLS to the service and to the database.
        stage.secrets().put("tls-login", Postgres.login("sqladmin", tls.adminPassword()));
        String encrypted = tls.create("training_tls");
        add(
                first,
                Map.of(
                        "DB_HOST",
                        "localhost",
                        "DB_PORT",
                        String.valueOf(tls.port()),
                        "DB_NAME",
                        encrypted,
                        "DB_CREDENTIALS",
                        "secretsmanager:tls-login",
                        "FLYWAY_PLACEHOLDERS_DATABASE",
                        encrypted,
                        "DB_SSLROOTCERT",
                        certificates.authority().toString()));
        var liquibase = stage.liquibase(stage.postgres().create("training_liquibase"));
        liquibase.putAll(Map.of(
                "STATUS_FILE", directory.resolve("status").toString(),
                "REPOSITORY_REF", "liquibase",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE", "root.xml",
                "LIQUIBASE_PARAMETER_COMMENT", "What the shop sells"));
        add(liquibase, Map.of());
    }

    private void add(Map<String, String> environment, Map<String, String> changes) throws IOException {
        var properties = new Properties();
        properties.putAll(environment);
        properties.putAll(changes);
        Path file = directory.resolve("task" + tasks.size());
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        tasks.add(file);
    }

    /** Of the process that does the tasks: what the AWS SDK reads. The service is reached by TLS. */
    Map<String, String> environment() {
        var environment = new HashMap<>(stage.secrets().environment());
        environment.replaceAll((name, value) -> name.startsWith("AWS_ENDPOINT_URL") ? front.url() : value);
        return environment;
    }

    /** Options of the Java virtual machine. */
    List<String> properties() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + directory.resolve("tls/server.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + TlsCertificates.PASSWORD);
    }

    List<Path> tasks() {
        return tasks;
    }

    @Override
    public void close() {
        front.close();
        tls.close();
        stage.close();
    }
}
