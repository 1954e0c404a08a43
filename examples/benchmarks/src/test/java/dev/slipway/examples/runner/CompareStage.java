package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.aws.SecretsManagerStandIn;
import dev.slipway.migration.git.OpenSshServer;
import dev.slipway.migration.git.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * What the benchmark's contestants find around them: a PostgreSQL without and one with TLS, Secrets Manager without and
 * with TLS, and OpenSSH's server with a deploy key. In the runner's package, since its tests' stand-ins are meant for it.
 */
public final class CompareStage implements AutoCloseable {
    public static final String KEY = "deploy-key";
    public static final String READER = "postgresql@auroradb@master@read_only";
    public static final String SHOP = "postgresql@auroradb@sample@sample_application";
    private static final String ADMIN = "postgresql@auroradb@master@sqladmin";
    private static final String ADMIN_BY_TLS = ADMIN + "-tls";

    /** What a repository holds besides its changelog: each comes with a commit of its own. */
    private static final int OTHER_FILES = 40;

    private static final int OTHER_FILE_BYTES = 20_000;

    private final TlsCertificates certificates;
    private final List<String> trustOptions;
    private final Postgres plain;
    private final Postgres tls;
    private final SecretsManagerStandIn secrets = SecretsManagerStandIn.start();
    private final Relay front;
    private final Path key;
    private final OpenSshServer git;

    private CompareStage(Path directory, Map<String, String> changelog) throws IOException, InterruptedException {
        Path tlsDirectory = Files.createDirectory(directory.resolve("tls"));
        certificates = TlsCertificates.make(tlsDirectory);
        trustOptions = certificates.trustOptions(Path.of(System.getProperty("java.home")));
        plain = Postgres.start();
        tls = Postgres.startWithTls(certificates);
        front = Relay.tls(tlsDirectory, secrets.endpoint().getPort());
        key = directory.resolve("deploy-key");
        run(List.of("ssh-keygen", "-q", "-m", "PEM", "-t", "rsa", "-b", "4096", "-N", "", "-f", key.toString()));
        Path repository = directory.resolve("schema.git");
        fill(repository, changelog);
        git = OpenSshServer.start(directory.resolve("sshd"), repository);
        // What authorize() does, of a key that ssh-keygen made.
        Files.writeString(
                directory.resolve("sshd/authorized_keys"),
                "command=\"git-upload-pack '" + repository + "'\",restrict " + Files.readString(Path.of(key + ".pub")),
                StandardOpenOption.APPEND);
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeGit));
        secrets.put(KEY, Files.readString(key))
                .put(ADMIN, plain.adminLogin())
                .put(ADMIN_BY_TLS, tls.adminLogin())
                .put(READER, Postgres.login("read_only", "reader-Yc8jN3bXe6UgTq5"))
                .put(SHOP, Postgres.login("sample_application", "shop-Zk7mQ2vWp4LtRd9"));
    }

    /**
     * Starts everything.
     *
     * @param directory an empty directory
     * @param changelog the files of branch {@code master}, besides those that are no part of a changelog
     */
    public static CompareStage start(Path directory, Map<String, String> changelog)
            throws IOException, InterruptedException {
        return new CompareStage(directory, changelog);
    }

    /**
     * What the image runs, without a container.
     *
     * @param image the directory from which the image is built
     * @param home an empty directory, which takes the image's files
     * @param cache what the image's build argument {@code CACHE} says
     * @return the command, made of more options of the Java virtual machine
     */
    public static Function<List<String>, List<String>> unpack(Path image, Path home, String cache) throws IOException {
        UnpackedImage unpacked = UnpackedImage.of(image, home, cache);
        return options -> unpacked.command(options.toArray(String[]::new));
    }

    /** Where a part of the image is in the directory from which it is built. */
    public static Path part(Path image, String part) {
        return UnpackedImage.part(image, part);
    }

    private static void fill(Path repository, Map<String, String> changelog) throws IOException, InterruptedException {
        var files = new LinkedHashMap<>(changelog);
        // The same in each run, and as little to compress as what repositories hold.
        var random = new Random(25);
        try (var git = SampleRepository.bare(repository)) {
            git.commit("master", files);
            for (int number = 1; number <= OTHER_FILES; number++) {
                var content = new byte[OTHER_FILE_BYTES];
                random.nextBytes(content);
                files.put(
                        "terraform/module" + number + ".tf",
                        Base64.getMimeEncoder().encodeToString(content));
                git.commit("master", files);
            }
        }
        // Packed, as hosts of repositories keep them.
        run(List.of("git", "-C", repository.toString(), "gc", "--quiet"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + said);
        }
    }

    private Postgres server(boolean byTls) {
        return byTls ? tls : plain;
    }

    /** The name of a new database; those of earlier runs and their roles are gone. */
    public String fresh(boolean byTls) {
        return server(byTls).fresh();
    }

    /** The first column of what a database answers. */
    public List<String> query(boolean byTls, String database, String sql) {
        return server(byTls).query(database, sql);
    }

    public String host(boolean byTls) {
        // The certificate's name.
        return byTls ? "localhost" : "127.0.0.1";
    }

    public int port(boolean byTls) {
        return server(byTls).port();
    }

    /** With everything that PostgreSQL's driver needs to trust the server. */
    public String jdbcUrl(boolean byTls, String database) {
        String url = "jdbc:postgresql://" + host(byTls) + ":" + port(byTls) + "/" + database;
        return byTls ? url + "?sslmode=verify-full&sslrootcert=" + authority() : url;
    }

    public String adminPassword(boolean byTls) {
        return server(byTls).adminPassword();
    }

    /** The name of the secret with the administrator's login. */
    public String adminSecret(boolean byTls) {
        return byTls ? ADMIN_BY_TLS : ADMIN;
    }

    /** The certificate to trust, as PEM. */
    public Path authority() {
        return certificates.authority();
    }

    /** Options by which a Java virtual machine trusts it, too, besides what the one of this program trusts. */
    public List<String> trustOptions() {
        return trustOptions;
    }

    /** The end point of Secrets Manager. */
    public String secretsUrl(boolean byTls) {
        return byTls ? front.url() : secrets.endpoint().toString();
    }

    public String region() {
        return secrets.region();
    }

    /** What the AWS SDK and the AWS CLI read: the end points, and where the task's credentials are, as in Amazon ECS. */
    public Map<String, String> awsEnvironment(boolean byTls) {
        var environment = new HashMap<>(secrets.environment());
        environment.replaceAll((name, value) -> name.startsWith("AWS_ENDPOINT_URL") ? secretsUrl(byTls) : value);
        return environment;
    }

    public String repositoryUrl() {
        return git.url();
    }

    public int gitPort() {
        return git.port();
    }

    public String knownHosts() {
        return git.knownHosts();
    }

    private void closeGit() {
        try {
            git.close();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closeGit();
        front.close();
        secrets.close();
        tls.close();
        plain.close();
    }
}
