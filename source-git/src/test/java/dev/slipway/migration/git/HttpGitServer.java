package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Git's own {@code git http-backend} behind a web server that asks for a login. */
public final class HttpGitServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path root;
    private final Set<String> logins = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private HttpGitServer(HttpServer server, Path root) {
        this.server = server;
        this.root = root;
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** Skips the test where Git has no {@code http-backend}, but for continuous integration, where that is a failure. */
    public static void requireInstalled() throws Exception {
        RealGit.requireInstalled();
        boolean installed = Files.isExecutable(
                Path.of(RealGit.run(Path.of("."), "--exec-path").strip(), "git-http-backend"));
        NeededHere.require(installed, "The program git http-backend", "install git whole");
    }

    /**
     * Serves all repositories of a directory.
     *
     * @param tls for HTTPS; without, it is HTTP
     */
    public static HttpGitServer start(Path root, SSLContext tls) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            return new HttpGitServer(HttpServer.create(address, 0), root);
        }
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new HttpGitServer(server, root);
    }

    /** Lets a user in; as long as there is none, everybody may read. */
    public void allow(String user, String password) {
        logins.add("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8)));
    }

    public String url(String path) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    /** Method, path and protocol of each request that was let in. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!logins.isEmpty()
                    && !logins.contains(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")))) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"Git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Git-Protocol"));
            Process backend = backend(exchange);
            byte[] body = exchange.getRequestBody().readAllBytes();
            try (var in = backend.getOutputStream()) {
                in.write(body);
            }
            answer(exchange, new BufferedInputStream(backend.getInputStream()));
        }
    }

    /** The Common Gateway Interface. */
    private Process backend(HttpExchange exchange) throws IOException {
        var builder = new ProcessBuilder("git", "http-backend").redirectError(ProcessBuilder.Redirect.DISCARD);
        var environment = builder.environment();
        var headers = exchange.getRequestHeaders();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put("QUERY_STRING", String.valueOf(exchange.getRequestURI().getQuery()));
        environment.put("CONTENT_TYPE", String.valueOf(headers.getFirst("Content-Type")));
        environment.put(
                "CONTENT_LENGTH",
                headers.getOrDefault("Content-Length", List.of("0")).get(0));
        environment.put("REMOTE_ADDR", "127.0.0.1");
        if (headers.containsKey("Git-Protocol")) {
            environment.put("GIT_PROTOCOL", headers.getFirst("Git-Protocol"));
        }
        return builder.start();
    }

    private static void answer(HttpExchange exchange, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] field = line.split(": ", 2);
            if (field[0].equals("Status")) {
                status = Integer.parseInt(field[1].substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(field[0], field[1]);
            }
        }
        exchange.sendResponseHeaders(status, 0);
        out.transferTo(exchange.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
