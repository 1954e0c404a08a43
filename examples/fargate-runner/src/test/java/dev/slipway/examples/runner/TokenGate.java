package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands before a PostgreSQL as Amazon RDS does with IAM authentication: takes TLS only, asks for the password, decides by a rule
 * about the user whose token it is, and then lets the connection through to the real server, which trusts it.
 */
final class TokenGate implements AutoCloseable {
    private static final int AUTHENTICATION = 'R';
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SSLContext tls;
    private final int serverPort;
    private volatile Predicate<String> mayConnect = user -> false;

    /** @param store keys for {@code localhost}, as {@link TlsCertificates} makes them */
    TokenGate(Path store, int serverPort) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD);
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, STORE_PASSWORD);
        tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        this.serverPort = serverPort;
        socket = new ServerSocket(0, 10, InetAddress.getByName("localhost"));
        threads.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Who may log in, by the name of the user. */
    void rule(Predicate<String> mayConnect) {
        this.mayConnect = mayConnect;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket plain) {
        try (plain) {
            new DataInputStream(plain.getInputStream()).readNBytes(8); // a request for TLS
            plain.getOutputStream().write('S');
            try (var client = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
                client.setUseClientMode(false);
                var in = new DataInputStream(client.getInputStream());
                byte[] startup = in.readNBytes(in.readInt() - 4);
                client.getOutputStream().write(message(AUTHENTICATION, new byte[] {0, 0, 0, 3}));
                in.readByte();
                String token = new String(in.readNBytes(in.readInt() - 4), UTF_8).strip();
                String user = user(startup);
                if (token.contains("Action=connect") && token.contains("DBUser=" + user) && mayConnect.test(user)) {
                    connect(client, startup);
                } else {
                    client.getOutputStream().write(refusal(user));
                }
            }
        } catch (IOException ended) {
            // The client sees it.
        }
    }

    private void connect(Socket client, byte[] startup) throws IOException {
        try (var server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            var out = new DataOutputStream(server.getOutputStream());
            out.writeInt(startup.length + 4);
            out.write(startup);
            var back = threads.submit(() -> server.getInputStream().transferTo(client.getOutputStream()));
            client.getInputStream().transferTo(server.getOutputStream());
            back.cancel(true);
        }
    }

    private static String user(byte[] startup) {
        var fields = List.of(
                new String(new ByteArrayInputStream(startup, 4, startup.length - 4).readAllBytes(), UTF_8).split("\0"));
        return fields.get(fields.indexOf("user") + 1);
    }

    private static byte[] refusal(String user) throws IOException {
        return message(
                'E', ("SFATAL\0C28000\0MPAM authentication failed for user \"" + user + "\"\0\0").getBytes(UTF_8));
    }

    private static byte[] message(int type, byte[] content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        OutputStream out = new DataOutputStream(bytes);
        out.write(type);
        new DataOutputStream(out).writeInt(content.length + 4);
        out.write(content);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
