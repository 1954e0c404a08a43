package dev.slipway.examples.own;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.testkit.ChangelogSourceContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpArchiveTest extends ChangelogSourceContract {
    private static final Map<String, byte[]> ONE_FILE = Map.of("V1__a.sql", "select 1".getBytes(UTF_8));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private volatile byte[] published = new byte[0];

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/changelog.zip", exchange -> {
            exchange.sendResponseHeaders(200, published.length);
            exchange.getResponseBody().write(published);
            exchange.close();
        });
        server.createContext("/endless.zip", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var body = exchange.getResponseBody();
            var block = new byte[1 << 20];
            while (over.getCount() > 0) {
                body.write(block);
            }
        });
        server.createContext("/stuck.zip", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('P');
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    protected ChangelogSource source(Map<String, byte[]> files) throws IOException {
        published = zip(files);
        return at("changelog.zip");
    }

    @Override
    protected void publish(ChangelogSource source, Map<String, byte[]> files) throws IOException {
        published = zip(files);
    }

    @Override
    protected ChangelogSource sourceWithPath(String path, byte[] content) throws IOException {
        return source(Map.of(path, content));
    }

    @Test
    void aPinnedArchiveIsTakenAndAnyOtherRefused() throws Exception {
        var source = at("changelog.zip");
        published = zip(ONE_FILE);
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(published));

        assertThat(source.pinned(digest).fetch().files()).hasSize(1);
        published = zip(Map.of("V1__a.sql", "drop table ship".getBytes(UTF_8)));
        assertThatThrownBy(source.pinned(digest)::fetch)
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("not the pinned " + digest);
    }

    @Test
    void anArchiveThatDoesNotEndIsRefusedBeforeMemoryRunsOut() {
        assertThatThrownBy(at("endless.zip")::fetch)
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("larger than 16777216 bytes");
    }

    @Test
    void anArchiveThatStopsComingEndsByTheTimeout() {
        assertThatThrownBy(at("stuck.zip").timeout(Duration.ofMillis(500))::fetch)
                .isInstanceOf(ChangelogException.class)
                .hasMessageContaining("did not arrive within");
    }

    @Test
    void whatIsMissingOrNoArchiveIsSaidSo() {
        assertThatThrownBy(at("missing.zip")::fetch).hasMessageContaining("the server answered 404");
        published = "<html>".getBytes(UTF_8);
        assertThatThrownBy(at("changelog.zip")::fetch).hasMessageContaining("it is not a ZIP archive");
    }

    @Test
    void anAddressWithAPasswordIsRefused() {
        assertThatThrownBy(() -> HttpArchive.of(URI.create("https://me:secret@localhost/changelog.zip")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    private HttpArchive at(String name) {
        return HttpArchive.of(
                URI.create("http://localhost:" + server.getAddress().getPort() + "/" + name));
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
