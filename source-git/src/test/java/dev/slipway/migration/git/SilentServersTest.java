package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.CredentialProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that accept and then leave the client waiting, in every state in which it can wait. */
@Timeout(60)
class SilentServersTest {
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    private static final DeployKey KEY = DeployKey.ed25519();
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-advertisement\r\n\r\n";

    private ServerSocket server;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private final CountDownLatch served = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    /** What the server says before it falls silent, and again and again every 50 ms after that. */
    private void serve(String first, String then) {
        var thread = new Thread(() -> {
            try {
                while (true) {
                    Socket client = server.accept();
                    clients.add(client);
                    OutputStream out = client.getOutputStream();
                    out.write(first.getBytes(US_ASCII));
                    out.flush();
                    served.countDown();
                    while (!then.isEmpty() && !over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                        out.write(then.getBytes(US_ASCII));
                        out.flush();
                    }
                }
            } catch (IOException | InterruptedException closed) {
                // The test is over, or the client went away.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        over.countDown();
        server.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    private GitSource.Builder source(String scheme) {
        var source = GitSource.builder(scheme + "://127.0.0.1:" + server.getLocalPort() + "/acme/schema.git")
                .timeout(TIMEOUT);
        return scheme.equals("ssh") ? source.sshKey(CredentialProvider.of(KEY.asSshKey())) : source;
    }

    private void assertTimeUp(String scheme) {
        long start = System.nanoTime();
        GitSource source = source(scheme).build();
        assertThat(catchThrowable(source::fetch))
                .isInstanceOf(ChangelogException.class)
                .hasMessage(
                        "Cannot fetch " + source + ": no complete answer within 600 ms: check that the server can be"
                                + " reached from here, or raise the timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertNoThreadIsLeft();
    }

    private static void assertNoThreadIsLeft() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("sshd-SshClient") || name.startsWith("slipway")));
    }

    @Test
    void silenceAfterAcceptingEndsByTheTimeout() {
        serve("", "");
        assertTimeUp("ssh");
        assertTimeUp("http");
        assertTimeUp("https");
    }

    @Test
    void silenceAfterTheServersNameEndsByTheTimeout() {
        serve("SSH-2.0-Silent\r\n", "");
        assertTimeUp("ssh");
    }

    @Test
    void silenceAfterTheHeadEndsByTheTimeout() {
        serve(HEAD, "");
        assertTimeUp("http");
    }

    @Test
    void aServerThatNeverComesToAnEndIsLeft() {
        serve(HEAD + "001e# service=git-upload-pack\n", "0008abcd");
        assertTimeUp("http");
    }

    @Test
    void anInterruptEndsTheWaitingAtOnce() throws Exception {
        serve(HEAD, "");
        var failure = new AtomicReference<Throwable>();
        var flag = new AtomicBoolean();
        var thread = new Thread(() -> {
            failure.set(catchThrowable(
                    () -> source("http").timeout(Duration.ofSeconds(50)).build().fetch()));
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        served.await();
        thread.interrupt();
        thread.join(10_000);
        assertThat(failure.get())
                .isInstanceOf(ChangelogException.class)
                .hasMessageEndingWith("/acme/schema.git: the thread was interrupted");
        assertThat(flag).isTrue();
    }
}
