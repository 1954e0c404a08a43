package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands in for an RDS PostgreSQL with IAM authentication: speaks as much of the real protocol as a log-in takes, with the
 * real driver, through TLS with a certificate for {@code localhost}, and decides about the password by a rule.
 */
final class TokenServer implements AutoCloseable {
    private static final int SSL_REQUEST = 80877103;
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final SSLContext tls;
    private final UnaryOperator<String> problemOf;
    private final List<String> passwords = new CopyOnWriteArrayList<>();
    private final List<String> users = new CopyOnWriteArrayList<>();
    private volatile boolean withoutTls;

    /** Listens; the rule says what is wrong with a password, or nothing. */
    TokenServer(Identity identity, UnaryOperator<String> problemOf) throws IOException {
        this.problemOf = problemOf;
        this.tls = identity.tls();
        this.socket = new ServerSocket(0, 10, InetAddress.getByName("localhost"));
        threads.execute(this::accept);
    }

    /**
     * What it shows.
     *
     * @param tls with the certificate and its key
     * @param certificate a file
     */
    record Identity(SSLContext tls, Path certificate) {
        /** Makes one for {@code localhost}, with files in the directory; takes a second. */
        static Identity make(Path directory) throws Exception {
            return new Identity(context(directory), directory.resolve("server.pem"));
        }
    }

    private static SSLContext context(Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "db",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD);
        Files.writeString(
                directory.resolve("server.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("db").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Offers no TLS from now on. */
    TokenServer withoutTls() {
        withoutTls = true;
        return this;
    }

    /** The passwords that arrived. */
    List<String> passwords() {
        return passwords;
    }

    /** Who was let in. */
    List<String> users() {
        return users;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                threads.execute(() -> {
                    try (client) {
                        serve(client);
                    } catch (IOException ended) {
                        // The driver went away, as it does when it does not trust the certificate.
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) throws IOException {
        var plain = new DataInputStream(client.getInputStream());
        plain.readInt();
        if (plain.readInt() != SSL_REQUEST || withoutTls) {
            client.getOutputStream().write('N');
            client.getOutputStream().flush();
            plain.readAllBytes();
            return;
        }
        client.getOutputStream().write('S');
        client.getOutputStream().flush();
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        secured.setUseClientMode(false);
        logIn(new DataInputStream(secured.getInputStream()), new DataOutputStream(secured.getOutputStream()));
    }

    private void logIn(DataInputStream in, DataOutputStream out) throws IOException {
        String startup = new String(in.readNBytes(in.readInt() - 4), UTF_8);
        send(out, 'R', new byte[] {0, 0, 0, 3});
        in.readByte();
        byte[] message = in.readNBytes(in.readInt() - 4);
        String password = new String(message, 0, message.length - 1, UTF_8);
        passwords.add(password);
        String problem = problemOf.apply(password);
        if (!problem.isEmpty()) {
            send(
                    out,
                    'E',
                    ("SFATAL\0C28000\0MPAM authentication failed for user, because of " + problem + "\0\0")
                            .getBytes(UTF_8));
            return;
        }
        users.add(startup.replaceFirst("(?s).*user\0([^\0]*)\0.*", "$1"));
        send(out, 'R', new byte[4]);
        for (String setting : List.of(
                "server_version\0" + "18.0",
                "client_encoding\0UTF8",
                "DateStyle\0ISO, MDY",
                "integer_datetimes\0on",
                "standard_conforming_strings\0on",
                "TimeZone\0UTC")) {
            send(out, 'S', (setting + "\0").getBytes(UTF_8));
        }
        send(out, 'K', new byte[8]);
        send(out, 'Z', new byte[] {'I'});
        in.readAllBytes();
    }

    private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
        var message = new ByteArrayOutputStream();
        var data = new DataOutputStream(message);
        data.writeByte(type);
        data.writeInt(body.length + 4);
        data.write(body);
        out.write(message.toByteArray());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
