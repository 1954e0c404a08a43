package dev.slipway.examples.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many runs in one JVM leave behind. */
@Tag("long")
@EnabledIfSystemProperty(named = "slipway.longTests", matches = "true", disabledReason = "takes longer: -Plong-tests")
class LeaksTest {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startPostgres() throws IOException {
        // A directory of this module's own: elsewhere other programs come and go.
        Files.createDirectories(temporary());
        // Hundreds of databases come and go: none has to outlive the machine.
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "off")
                .start();
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flyway", "liquibase"})
    void aHundredRunsLeaveNoThreadConnectionOrFile(String engine) throws Exception {
        var application = new Deployed();
        for (int i = 0; i < 5; i++) {
            onFreshDatabase(engine, application);
        }
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        Set<String> temporary = temporaryFiles();
        long open = openFiles();

        for (int i = 0; i < 100; i++) {
            onFreshDatabase(engine, application);
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !threads.contains(thread))
                .isEmpty();
        assertThat(temporaryFiles()).isEqualTo(temporary);
        assertThat(openFiles()).isLessThan(open + 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flyway", "liquibase"})
    void theClassLoadersOfApplicationsThatAreUndeployedGo(String engine) throws Exception {
        var loaders = new ArrayList<WeakReference<ClassLoader>>();
        for (int i = 0; i < 3; i++) {
            loaders.add(inAThreadThatEnds(() -> deployAndUndeploy(engine)));
        }
        // JDK 17 may keep the last one: its support for records caches the types of the last equals method that it
        // made.
        var earlier = loaders.subList(0, loaders.size() - 1);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(earlier).filteredOn(loader -> loader.get() != null).isEmpty();
        });
    }

    /** Liquibase leaves a value in each thread that ran it, which keeps its classes for as long as the thread lives. */
    private static <T> T inAThreadThatEnds(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        var thread = new Thread(task, "deployment");
        thread.start();
        thread.join();
        return task.get();
    }

    /** As an application server does: engines in a class loader of their own, drivers and data sources outside. */
    private static WeakReference<ClassLoader> deployAndUndeploy(String engine) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(loader);
            @SuppressWarnings("unchecked")
            var application = (BiConsumer<String, DataSource>)
                    loader.loadClass(Deployed.class.getName()).getConstructor().newInstance();
            onFreshDatabase(engine, application);
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URL[] classPath() throws IOException {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            // A driver would register itself, and be held, with its class loader, by java.sql.DriverManager.
            if (!entry.contains("postgresql-42") && !entry.contains("h2-")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Dropping it fails if a connection to it is still open. */
    private static void onFreshDatabase(String engine, BiConsumer<String, DataSource> application) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database leaks");
            application.accept(engine, server.getDatabase("postgres", "leaks"));
            statement.execute("drop database leaks");
        }
    }

    private static Set<String> temporaryFiles() throws IOException {
        try (var files = Files.list(temporary())) {
            return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static long openFiles() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (var files = Files.list(descriptors)) {
            return files.count();
        }
    }
}
