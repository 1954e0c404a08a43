package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.migration.aws.AwsStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stands before a stand-in for AWS and denies what a policy does not allow, in the services' own words. All secrets and parameters
 * are taken to be encrypted with one customer-managed key, values of {@code kms:} references with another.
 */
final class IamGate implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AwsStandIn aws;
    private final HttpServer server;
    private final List<String> denials = new CopyOnWriteArrayList<>();
    private volatile IamPolicy policy;

    IamGate(AwsStandIn aws, IamPolicy policy) {
        this.aws = aws;
        this.policy = policy;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** From now on this is what the role may do. */
    void policy(IamPolicy policy) {
        this.policy = policy;
        denials.clear();
    }

    /** What was denied since the last policy was set: action and resource. */
    List<String> denials() {
        return List.copyOf(denials);
    }

    /** The value of {@code AWS_ENDPOINT_URL}. */
    URI endpoint() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    String storedKeyArn() {
        return keyArn("2");
    }

    /** The key of what {@link AwsStandIn#kms()} encrypts. */
    String valueKeyArn() {
        return keyArn("1");
    }

    String service(String name) {
        return name + "." + aws.region() + ".amazonaws.com";
    }

    private String keyArn(String id) {
        return "arn:aws:kms:" + aws.region() + ":" + AwsStandIn.ACCOUNT + ":key/" + id;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            Optional<String> refusal = target == null ? refusalOfRds(body) : refusal(target, body);
            if (refusal.isPresent() && target == null) {
                byte[] answer = ("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>"
                                + refusal.get() + "</Message></Error></ErrorResponse>")
                        .getBytes(UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/xml");
                exchange.sendResponseHeaders(403, answer.length);
                exchange.getResponseBody().write(answer);
            } else if (refusal.isPresent()) {
                byte[] answer =
                        JSON.writeValueAsBytes(Map.of("__type", "AccessDeniedException", "Message", refusal.get()));
                exchange.getResponseHeaders().set("x-amzn-ErrorType", "AccessDeniedException");
                exchange.sendResponseHeaders(400, answer.length);
                exchange.getResponseBody().write(answer);
            } else {
                forward(exchange, body);
            }
        }
    }

    private Optional<String> refusal(String target, byte[] body) throws IOException {
        JsonNode request = JSON.readTree(body);
        switch (target) {
            case "secretsmanager.GetSecretValue" -> {
                String id = request.get("SecretId").textValue();
                String arn = id.startsWith("arn:") ? id : aws.secretsManager().arn(id);
                return denied("secretsmanager:GetSecretValue", arn, Map.of())
                        .or(() ->
                                stored("secretsmanager", "SecretARN", arn).map(any -> "Access to KMS is not allowed"));
            }
            case "AmazonSSM.GetParameter" -> {
                String id = request.get("Name").textValue();
                String arn = id.startsWith("arn:") ? id : aws.parameterStore().arn(id);
                return denied("ssm:GetParameter", arn, Map.of())
                        .or(() -> stored("ssm", "PARAMETER_ARN", arn)
                                .map(any ->
                                        "The ciphertext refers to a customer master key that does not exist, does not"
                                                + " exist in this region, or you are not allowed to access."));
            }
            case "TrentService.Decrypt" -> {
                return denied("kms:Decrypt", valueKeyArn(), Map.of());
            }
            default -> throw new IOException("No permission is known for " + target);
        }
    }

    /** RDS speaks the Query protocol. What a call is about may be more than one thing: each has to be allowed. */
    private Optional<String> refusalOfRds(byte[] body) {
        Map<String, String> request = Stream.of(new String(body, UTF_8).split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
        String action = "rds:" + request.get("Action");
        String snapshot = rdsArn("cluster-snapshot:" + request.get("DBClusterSnapshotIdentifier"));
        var refusal = denied(action, snapshot, Map.of());
        if (request.containsKey("DBClusterIdentifier")) {
            refusal =
                    refusal.or(() -> denied(action, rdsArn("cluster:" + request.get("DBClusterIdentifier")), Map.of()));
        }
        if (request.keySet().stream().anyMatch(name -> name.startsWith("Tags."))) {
            refusal = refusal.or(() -> denied("rds:AddTagsToResource", snapshot, Map.of()));
        }
        return refusal;
    }

    String rdsArn(String resource) {
        return "arn:aws:rds:" + aws.region() + ":" + AwsStandIn.ACCOUNT + ":" + resource;
    }

    /** The service decrypts for the caller, and says for what. */
    private Optional<String> stored(String service, String context, String arn) {
        return denied(
                "kms:Decrypt",
                storedKeyArn(),
                Map.of("kms:ViaService", service(service), "kms:EncryptionContext:" + context, arn));
    }

    private Optional<String> denied(String action, String resource, Map<String, String> context) {
        if (policy.allows(action, resource, context)) {
            return Optional.empty();
        }
        denials.add(action + " " + resource);
        return Optional.of("User: arn:aws:sts::" + AwsStandIn.ACCOUNT
                + ":assumed-role/task/1 is not authorized to perform: " + action + " on resource: " + resource
                + " because no identity-based policy allows the " + action + " action");
    }

    /** Header by header, since the host that it was sent to is signed. */
    private void forward(HttpExchange exchange, byte[] body) throws IOException {
        String head = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " HTTP/1.1\r\n"
                + exchange.getRequestHeaders().entrySet().stream()
                        .filter(header -> !header.getKey().equalsIgnoreCase("Connection"))
                        .flatMap(header -> header.getValue().stream().map(value -> header.getKey() + ": " + value))
                        .collect(Collectors.joining("\r\n"))
                + "\r\nConnection: close\r\n\r\n";
        byte[] answer;
        try (var socket = new Socket(aws.endpoint().getHost(), aws.endpoint().getPort())) {
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            socket.getOutputStream().write(body);
            answer = socket.getInputStream().readAllBytes();
        }
        String text = new String(answer, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = text.substring(0, end).lines().toList();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            if (name.equalsIgnoreCase("x-amzn-ErrorType") || name.equalsIgnoreCase("Content-Type")) {
                exchange.getResponseHeaders()
                        .set(name, line.substring(colon + 1).strip());
            }
        }
        byte[] content = text.substring(end + 4).getBytes(ISO_8859_1);
        exchange.sendResponseHeaders(Integer.parseInt(lines.get(0).split(" ")[1]), content.length);
        exchange.getResponseBody().write(content);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
