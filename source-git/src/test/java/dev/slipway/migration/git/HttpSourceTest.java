package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpSourceTest {
    private static final UsernamePassword LOGIN = new UsernamePassword("x-access-token", Secret.of("s3cret-token"));

    private final SampleRepository repository = SampleRepository.inMemory();
    private HttpServer server;
    private String url;
    private volatile boolean version2 = true;
    private final AtomicInteger refusals = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        repository.commit("master", Map.of("sql/V1__a.sql", "select 1;"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/acme/schema.git", this::serve);
        server.createContext("/moved.git", exchange -> {
            exchange.getResponseHeaders().add("Location", "/acme/schema.git");
            exchange.sendResponseHeaders(301, -1);
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        repository.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String expected = "Basic " + Base64.getEncoder().encodeToString("x-access-token:s3cret-token".getBytes(UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            refusals.incrementAndGet();
            exchange.sendResponseHeaders(401, -1);
            return;
        }
        var upload = new UploadPack(repository.jgit());
        upload.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (version2 && protocol != null) {
            upload.setExtraParameters(List.of(protocol));
        }
        var body = new ByteArrayOutputStream();
        boolean greeting = exchange.getRequestURI().getPath().endsWith("/info/refs");
        if (greeting) {
            var lines = new PacketLineOut(body);
            upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), "git-upload-pack");
        } else {
            // Read whole: JGit skips over the rest, and skipping in this server's stream does not stop at the request's
            // end.
            upload.upload(new ByteArrayInputStream(exchange.getRequestBody().readAllBytes()), body, null);
        }
        exchange.getResponseHeaders()
                .add("Content-Type", "application/x-git-upload-pack-" + (greeting ? "advertisement" : "result"));
        exchange.sendResponseHeaders(200, body.size());
        exchange.getResponseBody().write(body.toByteArray());
        exchange.close();
    }

    private GitSource.Builder source() {
        return GitSource.builder(url + "/acme/schema.git").directory("sql").login(CredentialProvider.of(LOGIN));
    }

    @Test
    void aLoginReadsTheRepositoryInBothProtocols() {
        for (boolean newer : new boolean[] {true, false}) {
            version2 = newer;
            assertThat(source().reference("master").build().fetch().files())
                    .as("version 2: " + newer)
                    .hasSize(1);
        }
    }

    @Test
    void aRefusedLoginIsReplacedOnceAndNeverQuoted() {
        var old = new UsernamePassword("x-access-token", Secret.of("0ld-token"));
        var rotated = new CredentialProvider<UsernamePassword>() {
            @Override
            public UsernamePassword get() {
                return old;
            }

            @Override
            public UsernamePassword replace(UsernamePassword rejected) {
                return LOGIN;
            }
        };
        assertThat(source().login(rotated).build().fetch().files()).hasSize(1);
        assertThatThrownBy(
                        () -> source().login(CredentialProvider.of(old)).build().fetch())
                .isInstanceOf(ChangelogException.class)
                .hasNoCause()
                .hasMessage("Cannot fetch " + url + "/acme/schema.git: the server does not accept the login of user"
                        + " 'x-access-token' (status 401): check the token, and that it may read this repository");
        assertThatThrownBy(
                        () -> GitSource.of(url + "/acme/schema.git", "master").fetch())
                .hasMessageContaining("the server asks for a login (status 401): give one by login(…)");
    }

    @Test
    void whatIsNotThereOrElsewhereIsSaid() {
        assertThatThrownBy(() -> GitSource.of(url + "/none.git", "master").fetch())
                .hasMessageContaining("the server has no such repository, or does not show it");
        assertThatThrownBy(() -> GitSource.of(url + "/moved.git", "master").fetch())
                .hasMessageContaining("the server redirects to '/acme/schema.git': use that URL");
        assertThatThrownBy(() -> GitSource.of("https://user:token@example.com/a.git", "master"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("token@");
    }

    @Test
    void aLoginIsNotSentWithoutEncryption() {
        var plain = GitSource.builder("http://git.example.com/a.git").login(CredentialProvider.of(LOGIN));
        assertThatThrownBy(plain::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The Git URL 'http://git.example.com/a.git' would carry the login unencrypted: use https://");
        GitSource.builder("http://git.example.com/a.git").build();
    }

    @Test
    void aRedirectIsToldWithoutWhatMayBeSecretInIt() {
        server.createContext("/elsewhere.git", exchange -> {
            exchange.getResponseHeaders().add("Location", "https://me:hunter2@git.example.com/a.git?token=hunter2");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThatThrownBy(() -> GitSource.of(url + "/elsewhere.git", "master").fetch())
                .hasMessage("Cannot fetch " + url + "/elsewhere.git at 'master': the server redirects to"
                        + " 'https://git.example.com/a.git': use that URL");
    }

    @Test
    void whatIsNoGitServerIsSaid() {
        server.createContext("/page.git", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("hi".getBytes(UTF_8));
        });
        server.createContext("/broken.git", exchange -> exchange.sendResponseHeaders(503, -1));
        assertThatThrownBy(() -> GitSource.of(url + "/page.git", "master").fetch())
                .hasMessageEndingWith(
                        "at 'master': what answers is not a Git server: its answer is of type 'text/html': check the URL");
        assertThatThrownBy(() -> GitSource.of(url + "/broken.git", "master").fetch())
                .hasMessageEndingWith(
                        "at 'master': the server answers with status 503: try again later, or ask its operator");
    }

    @Test
    void anEqualReplacementIsNotTriedAgain() {
        var old = new UsernamePassword("x-access-token", Secret.of("0ld-token"));
        assertThatThrownBy(
                        () -> source().login(CredentialProvider.of(old)).build().fetch())
                .isInstanceOf(ChangelogException.class);
        assertThat(refusals).hasValue(1);
    }
}
