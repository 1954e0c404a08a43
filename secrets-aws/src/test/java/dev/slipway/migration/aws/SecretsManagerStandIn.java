package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Stands in for AWS Secrets Manager on a loopback port, and for the end point that gives an ECS task the credentials of
 * its role. It speaks the service's own protocol (AWS JSON 1.1, its error shapes) to the real SDK client, and refuses
 * what is not signed (Signature Version 4) with the credentials that it hands out. Every secret can be given a fault.
 *
 * <pre>{@code
 * try (var aws = SecretsManagerStandIn.start()) {
 *     aws.put("prod/db", "{\"username\":\"app\",\"password\":\"…\"}");
 *     process.environment().putAll(aws.environment());
 * }
 * }</pre>
 */
public final class SecretsManagerStandIn implements AutoCloseable {
    /** What its ARNs say. */
    public static final String ACCOUNT = "123456789012";

    private static final String CREDENTIALS_PATH = "/v2/credentials/task";
    private static final String TARGET = "secretsmanager.";
    private static final JsonFactory JSON = new JsonFactory();

    private final String region;
    private final String accessKey = "ASIASTANDIN" + random().substring(0, 9).toUpperCase(java.util.Locale.ROOT);
    private final String secretKey = random() + random();
    private final String sessionToken = random() + random() + random();
    private final String authorizationToken = "Bearer " + random();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final Map<String, Stored> secrets = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger credentialCalls = new AtomicInteger();
    private volatile boolean credentialsRefused;

    private SecretsManagerStandIn(String region) {
        this.region = region;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::answer);
        server.createContext(CREDENTIALS_PATH, this::answerWithCredentials);
        server.setExecutor(threads);
        server.start();
    }

    /** Starts one for region {@code eu-west-1}, empty. */
    public static SecretsManagerStandIn start() {
        return start("eu-west-1");
    }

    /** Starts one for a region, empty. */
    public static SecretsManagerStandIn start(String region) {
        return new SecretsManagerStandIn(region);
    }

    /** Stores or replaces a secret's text. */
    public SecretsManagerStandIn put(String name, String text) {
        secrets.put(
                name, new Stored(name, arn(name), text, null, UUID.randomUUID().toString()));
        return this;
    }

    /** Stores or replaces a secret's bytes. */
    public SecretsManagerStandIn putBinary(String name, byte[] bytes) {
        secrets.put(
                name,
                new Stored(
                        name, arn(name), null, bytes.clone(), UUID.randomUUID().toString()));
        return this;
    }

    /** Refuses to read the secret for lack of {@code secretsmanager:GetSecretValue}. */
    public SecretsManagerStandIn deny(String name) {
        return fault(
                name,
                400,
                "AccessDeniedException",
                "User: arn:aws:sts::" + ACCOUNT + ":assumed-role/task/1 is not authorized to perform:"
                        + " secretsmanager:GetSecretValue on resource: " + name
                        + " because no identity-based policy allows the secretsmanager:GetSecretValue action");
    }

    /** Refuses to read the secret for lack of {@code kms:Decrypt}. */
    public SecretsManagerStandIn denyKms(String name) {
        return fault(name, 400, "AccessDeniedException", "Access to KMS is not allowed");
    }

    /** Marks the secret as deleted. */
    public SecretsManagerStandIn delete(String name) {
        return fault(
                name,
                400,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.");
    }

    /** Throttles the next calls for the secret. */
    public SecretsManagerStandIn throttle(String name, int times) {
        faults.put(name, new Fault(400, "ThrottlingException", "Rate exceeded", new AtomicInteger(times)));
        return this;
    }

    /** Answers every call for the secret with an error of the service's form. */
    public SecretsManagerStandIn fault(String name, int status, String code, String message) {
        faults.put(name, new Fault(status, code, message, new AtomicInteger(Integer.MAX_VALUE)));
        return this;
    }

    /** Accepts calls for the secret and says nothing until {@link #heal} or {@link #close}. */
    public SecretsManagerStandIn hang(String name) {
        return fault(name, 0, "hang", "");
    }

    /** Answers every call for the secret with a text of the caller's and the status of success. */
    SecretsManagerStandIn answerWith(String name, String text) {
        return fault(name, 200, "raw", text);
    }

    /** Takes the secret's fault away. */
    public SecretsManagerStandIn heal(String name) {
        faults.remove(name);
        return this;
    }

    /** Refuses to hand out the role's credentials: there is no task role. */
    public SecretsManagerStandIn refuseCredentials() {
        credentialsRefused = true;
        return this;
    }

    /** The secret's ARN. */
    public String arn(String name) {
        return "arn:aws:secretsmanager:" + region + ":" + ACCOUNT + ":secret:" + name + "-"
                + String.format("%06x", name.hashCode() & 0xffffff);
    }

    /** Where it listens: the value of {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}. */
    public URI endpoint() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    /** Its region. */
    public String region() {
        return region;
    }

    /** What a process needs in its environment to use this stand-in as a task in ECS uses the service. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_REGION",
                region,
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                endpoint().toString(),
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                endpoint() + CREDENTIALS_PATH,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                authorizationToken);
    }

    /** The credentials that it hands out, none of which may turn up in any output. */
    public List<String> secretValues() {
        return List.of(secretKey, sessionToken, authorizationToken);
    }

    /** A real client that is allowed to use it; the caller's to close. */
    public SecretsManagerClient client() {
        return clientBuilder().build();
    }

    SecretsManagerClientBuilder clientBuilder() {
        return SecretsManagerClient.builder()
                .endpointOverride(endpoint())
                .region(Region.of(region))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(10)))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsSessionCredentials.create(accessKey, secretKey, sessionToken)));
    }

    /** How many calls it answered, refused ones included. */
    public int calls() {
        return calls.size();
    }

    /** How many calls it answered for a secret, as the caller named it. */
    public int calls(String id) {
        return (int) calls.stream().filter(call -> call.endsWith(" " + id)).count();
    }

    /** How often the role's credentials were asked for. */
    public int credentialCalls() {
        return credentialCalls.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            String target = String.valueOf(headers.getFirst("X-Amz-Target"));
            Map<String, String> request = parse(body);
            String id = request.getOrDefault("SecretId", request.getOrDefault("Name", ""));
            calls.add(target + " " + id);
            String problem = SignatureV4.problem(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    headers,
                    body,
                    accessKey,
                    secretKey,
                    region,
                    "secretsmanager");
            if (!problem.isEmpty()) {
                refuse(exchange, 400, problem, "The request's signature was refused");
            } else if (!sessionToken.equals(headers.getFirst("X-Amz-Security-Token"))) {
                refuse(
                        exchange,
                        400,
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid.");
            } else {
                serve(exchange, target, id, request);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange, String target, String id, Map<String, String> request)
            throws IOException, InterruptedException {
        Stored stored = find(id);
        Fault fault = faults.get(stored == null ? id : stored.name());
        if (fault != null && fault.times().getAndDecrement() > 0) {
            if (fault.status() == 200) {
                send(exchange, 200, fault.message().getBytes(UTF_8));
            } else if (fault.status() != 0) {
                refuse(exchange, fault.status(), fault.code(), fault.message());
            } else if (waitUntilHealed(fault)) {
                serve(exchange, target, id, request);
            }
            return;
        }
        switch (target) {
            case TARGET + "CreateSecret" -> {
                if (stored != null) {
                    refuse(
                            exchange,
                            400,
                            "ResourceExistsException",
                            "The operation failed because the secret " + id + " already exists.");
                    return;
                }
                store(exchange, id, request);
            }
            case TARGET + "PutSecretValue" -> store(exchange, stored == null ? "" : stored.name(), request);
            case TARGET + "GetSecretValue" -> {
                if (stored == null) {
                    refuse(
                            exchange,
                            400,
                            "ResourceNotFoundException",
                            "Secrets Manager can't find the specified secret.");
                    return;
                }
                respond(exchange, 200, json -> stored.write(json, true));
            }
            case TARGET + "DescribeSecret" -> {
                if (stored == null) {
                    refuse(
                            exchange,
                            400,
                            "ResourceNotFoundException",
                            "Secrets Manager can't find the specified secret.");
                    return;
                }
                respond(exchange, 200, json -> stored.write(json, false));
            }
            default -> refuse(exchange, 400, "UnknownOperationException", "");
        }
    }

    private boolean waitUntilHealed(Fault fault) throws InterruptedException {
        while (!released.await(10, TimeUnit.MILLISECONDS)) {
            if (!faults.containsValue(fault)) {
                return true;
            }
        }
        return false;
    }

    private void store(HttpExchange exchange, String name, Map<String, String> request) throws IOException {
        if (name.isEmpty()) {
            refuse(exchange, 400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
            return;
        }
        if (request.containsKey("SecretBinary")) {
            putBinary(name, Base64.getDecoder().decode(request.get("SecretBinary")));
        } else {
            put(name, request.getOrDefault("SecretString", ""));
        }
        Stored stored = secrets.get(name);
        respond(exchange, 200, json -> stored.write(json, false));
    }

    /** By name, ARN, or ARN without its random end. */
    private Stored find(String id) {
        Stored named = secrets.get(id);
        if (named != null) {
            return named;
        }
        return secrets.values().stream()
                .filter(stored -> stored.arn().equals(id)
                        || stored.arn()
                                .substring(0, stored.arn().lastIndexOf('-'))
                                .equals(id))
                .findFirst()
                .orElse(null);
    }

    private void answerWithCredentials(HttpExchange exchange) throws IOException {
        try (exchange) {
            credentialCalls.incrementAndGet();
            boolean allowed =
                    authorizationToken.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!allowed || credentialsRefused) {
                respond(exchange, allowed ? 404 : 401, json -> json.writeStringField("message", "No credentials"));
                return;
            }
            respond(exchange, 200, json -> {
                json.writeStringField("AccessKeyId", accessKey);
                json.writeStringField("SecretAccessKey", secretKey);
                json.writeStringField("Token", sessionToken);
                json.writeStringField(
                        "Expiration", Instant.now().plus(Duration.ofHours(6)).toString());
            });
        }
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", code);
        respond(exchange, status, json -> {
            json.writeStringField("__type", code);
            json.writeStringField("Message", message);
        });
    }

    private static void respond(HttpExchange exchange, int status, Fields fields) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        send(exchange, status, text.toString().getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The texts of an object's top level. */
    private static Map<String, String> parse(byte[] body) throws IOException {
        var values = new LinkedHashMap<String, String>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    if (parser.nextToken().isScalarValue()) {
                        values.put(name, parser.getText());
                    }
                    parser.skipChildren();
                }
            }
        }
        return values;
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Stops it; what hangs is let go. */
    @Override
    public void close() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Content of an answer. */
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private record Fault(int status, String code, String message, AtomicInteger times) {}

    private record Stored(String name, String arn, String text, byte[] bytes, String version) {
        void write(JsonGenerator json, boolean withValue) throws IOException {
            json.writeStringField("ARN", arn);
            json.writeStringField("Name", name);
            json.writeStringField("VersionId", version);
            if (withValue && text != null) {
                json.writeStringField("SecretString", text);
            }
            if (withValue && bytes != null) {
                json.writeStringField("SecretBinary", Base64.getEncoder().encodeToString(bytes));
            }
        }
    }
}
