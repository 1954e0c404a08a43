package dev.slipway.examples.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Another address of a server on loopback, by TLS or as it is. */
final class Relay implements AutoCloseable {
    private final ServerSocket front;
    private final int port;

    private Relay(ServerSocket front, int port) {
        this.front = front;
        this.port = port;
        start(this::accept);
    }

    /** At another address of this machine. */
    static Relay plain(InetAddress address, int frontPort, int port) throws IOException {
        return new Relay(new ServerSocket(frontPort, 50, address), port);
    }

    /** On loopback, with the server's certificate of {@link TlsCertificates} in that directory. */
    static Relay tls(Path certificates, int port) throws IOException {
        char[] password = TlsCertificates.PASSWORD.toCharArray();
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(certificates.resolve("server.p12").toFile(), password), password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new Relay(
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        } catch (GeneralSecurityException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    String url() {
        return "https://localhost:" + front.getLocalPort();
    }

    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket outer = front.accept();
                var inner = new Socket(InetAddress.getLoopbackAddress(), port);
                start(() -> pass(outer, inner));
                start(() -> pass(inner, outer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // The other side tells its own story.
        }
    }

    private static void start(Runnable loop) {
        var thread = new Thread(loop, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            front.close();
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
