package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.UsernamePassword;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * Git's smart HTTP protocol: what is written becomes the body of a request as soon as its answer is read. Redirects are
 * not followed, so that a login never goes to another host.
 */
final class HttpExchange implements PackStreams {
    private static final String SERVICE = "git-upload-pack";
    /** The longest line of the protocol. */
    private static final int GREETING = 65_520;

    private final String url;
    private final @Nullable UsernamePassword login;
    private final @Nullable SSLSocketFactory sockets;
    private final Deadline deadline;
    private final Network.Scope scope;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();
    private InputStream response;

    /** An answer that is none of a Git server's. The message says which. */
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private HttpExchange(
            GitUrl url,
            @Nullable UsernamePassword login,
            @Nullable SSLSocketFactory sockets,
            Deadline deadline,
            Network.Scope scope)
            throws IOException {
        this.url = url.text().replaceAll("/+$", "");
        this.login = login;
        this.sockets = sockets;
        this.deadline = deadline;
        this.scope = scope;
        this.response = greeting();
    }

    /**
     * Asks for the server's greeting.
     *
     * @param sockets for HTTPS; the JVM's own if there are none
     * @throws Refused if the login is not accepted, or missing
     */
    static HttpExchange open(
            GitUrl url,
            @Nullable UsernamePassword login,
            @Nullable SSLSocketFactory sockets,
            Deadline deadline,
            Network.Scope scope)
            throws IOException {
        return new HttpExchange(url, login, sockets, deadline, scope);
    }

    private InputStream greeting() throws IOException {
        HttpURLConnection connection = connect("/info/refs?service=" + SERVICE);
        InputStream in = answer(connection, "application/x-" + SERVICE + "-advertisement");
        var lines = new PacketLineIn(in);
        in.mark(GREETING);
        if (!lines.readString().startsWith("# service=")) {
            // Version 2 of the protocol begins at once.
            in.reset();
            return in;
        }
        while (!PacketLineIn.isEnd(lines.readString())) {
            // Up to the first flush there is nothing for us.
        }
        return in;
    }

    private HttpURLConnection connect(String suffix) throws IOException {
        URL target = URI.create(url + suffix).toURL();
        var connection = (HttpURLConnection) target.openConnection();
        scope.closeOnAbort(connection::disconnect);
        if (connection instanceof HttpsURLConnection https) {
            secure(https);
        }
        // None: the one of the whole JVM would be asked otherwise.
        connection.setAuthenticator(new Authenticator() {});
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        int millis = (int) Math.min(deadline.backstop().toMillis(), Integer.MAX_VALUE);
        connection.setConnectTimeout(millis);
        connection.setReadTimeout(millis);
        connection.setRequestProperty("User-Agent", "git/2 (Slipway)");
        connection.setRequestProperty("Git-Protocol", "version=2");
        connection.setRequestProperty("Accept-Encoding", "gzip");
        // A kept connection would keep a thread.
        connection.setRequestProperty("Connection", "close");
        if (login != null) {
            String pair = login.username() + ":" + login.password().reveal();
            connection.setRequestProperty(
                    "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        }
        return connection;
    }

    private void secure(HttpsURLConnection connection) {
        if (sockets != null) {
            connection.setSSLSocketFactory(sockets);
        }
        // Asked only about certificates of other hosts; the verifier of the whole JVM may have been made to accept
        // them.
        connection.setHostnameVerifier((host, session) -> false);
    }

    private InputStream post() throws IOException {
        HttpURLConnection connection = connect("/" + SERVICE);
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-" + SERVICE + "-request");
        connection.setFixedLengthStreamingMode(request.size());
        try (OutputStream body = connection.getOutputStream()) {
            request.writeTo(body);
        }
        request.reset();
        return answer(connection, "application/x-" + SERVICE + "-result");
    }

    private InputStream answer(HttpURLConnection connection, String type) throws IOException {
        int status = connection.getResponseCode();
        if (status == HttpURLConnection.HTTP_UNAUTHORIZED || status == HttpURLConnection.HTTP_FORBIDDEN) {
            throw new Refused(
                    login == null
                            ? "the server asks for a login (status " + status + "): give one by login(…)"
                            : "the server does not accept the login of user '" + ServerText.oneLine(login.username())
                                    + "' (status " + status
                                    + "): check the token, and that it may read this repository");
        }
        if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
            throw new NoRemoteRepositoryException(new URIish(), "status " + status);
        }
        if (status / 100 == 3) {
            throw new Unusable("the server redirects to '"
                    + ServerText.oneLine(withoutQuery(connection.getHeaderField("Location"))) + "': use that URL");
        }
        if (status != HttpURLConnection.HTTP_OK) {
            throw new Unusable("the server answers with status " + status + ": try again later, or ask its operator");
        }
        if (!type.equals(connection.getContentType())) {
            throw new Unusable("what answers is not a Git server: its answer is of type '"
                    + ServerText.oneLine(connection.getContentType()) + "': check the URL");
        }
        InputStream in = connection.getInputStream();
        return new BufferedInputStream("gzip".equals(connection.getContentEncoding()) ? new GZIPInputStream(in) : in);
    }

    private static @Nullable String withoutQuery(@Nullable String location) {
        return location == null ? null : location.replaceAll("[?#].*", "").replaceAll("//[^/]*@", "//");
    }

    @Override
    public InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return current().read();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return current().read(buffer, offset, length);
            }
        };
    }

    private InputStream current() throws IOException {
        if (request.size() > 0) {
            response.close();
            response = post();
        }
        return response;
    }

    @Override
    public OutputStream out() {
        return request;
    }

    @Override
    public boolean isStateless() {
        return true;
    }

    @Override
    public String complaint() {
        return "";
    }

    @Override
    public void close() {
        try {
            response.close();
        } catch (IOException broken) {
            // Nothing was expected any more.
        }
    }
}
