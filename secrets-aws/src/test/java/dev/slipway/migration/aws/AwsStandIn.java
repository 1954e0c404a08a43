package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Stands in for AWS on one loopback port: for Secrets Manager, Parameter Store, KMS, STS and the snapshots of RDS, and for the end point that
 * gives an ECS task the credentials of its role. It speaks the services' own protocols to the real SDK clients, and refuses
 * what is not signed (Signature Version 4) with the credentials that it hands out.
 */
public final class AwsStandIn implements AutoCloseable {
    /** What its ARNs say. */
    public static final String ACCOUNT = "123456789012";

    private static final String CREDENTIALS_PATH = "/v2/credentials/task";

    private final String region;
    private final String accessKey = "ASIASTANDIN" + random().substring(0, 9).toUpperCase(Locale.ROOT);
    private final String secretKey = random() + random();
    private final String sessionToken = random() + random() + random();
    private final String authorizationToken = "Bearer " + random();
    private final String webIdentityToken = random() + "." + random();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger credentialCalls = new AtomicInteger();
    private final SecretsManagerStandIn secretsManager;
    private final ParameterStoreStandIn parameterStore;
    private final KmsStandIn kms;
    private final RdsStandIn rds = new RdsStandIn(this);
    private volatile boolean credentialsRefused;

    private AwsStandIn(String region) {
        this.region = region;
        secretsManager = new SecretsManagerStandIn(this);
        parameterStore = new ParameterStoreStandIn(this);
        kms = new KmsStandIn(this);
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
    public static AwsStandIn start() {
        return start("eu-west-1");
    }

    /** Starts one for a region, empty. */
    public static AwsStandIn start(String region) {
        return new AwsStandIn(region);
    }

    /** Its Secrets Manager. */
    public SecretsManagerStandIn secretsManager() {
        return secretsManager;
    }

    /** Its Parameter Store. */
    public ParameterStoreStandIn parameterStore() {
        return parameterStore;
    }

    /** Its KMS. */
    public KmsStandIn kms() {
        return kms;
    }

    /** Its RDS. */
    public RdsStandIn rds() {
        return rds;
    }

    /** Refuses to hand out the role's credentials: there is no task role. */
    public AwsStandIn refuseCredentials() {
        return refuseCredentials(true);
    }

    AwsStandIn refuseCredentials(boolean refused) {
        credentialsRefused = refused;
        return this;
    }

    /** Where it listens: the value of {@code AWS_ENDPOINT_URL}. */
    public URI endpoint() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    /** Its region. */
    public String region() {
        return region;
    }

    /** What a process needs in its environment to use this stand-in as a task in ECS uses AWS. */
    public Map<String, String> environment() {
        Map<String, String> environment = endpoints();
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint() + CREDENTIALS_PATH);
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", authorizationToken);
        return Map.copyOf(environment);
    }

    /** What a process needs that knows its AWS credentials some other way: region and end points. */
    Map<String, String> endpoints() {
        var environment = new HashMap<String, String>();
        environment.put("AWS_REGION", region);
        for (String service : List.of("SECRETS_MANAGER", "SSM", "KMS", "STS", "RDS")) {
            environment.put("AWS_ENDPOINT_URL_" + service, endpoint().toString());
        }
        return environment;
    }

    /** The credentials that it hands out, none of which may turn up in any output. */
    public List<String> secretValues() {
        return List.of(secretKey, sessionToken, authorizationToken);
    }

    /** What STS takes for the token of a Kubernetes service account. */
    String webIdentityToken() {
        return webIdentityToken;
    }

    /** The credentials of the role. */
    AwsSessionCredentials credentials() {
        return AwsSessionCredentials.create(accessKey, secretKey, sessionToken);
    }

    /** A real client that is allowed to use it. */
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> B allow(B builder) {
        builder.endpointOverride(endpoint());
        builder.region(Region.of(region));
        builder.httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(10)));
        builder.credentialsProvider(StaticCredentialsProvider.create(credentials()));
        return builder;
    }

    /** How many calls its services answered, refused ones included. */
    int calls() {
        return secretsManager.calls() + parameterStore.calls() + kms.calls();
    }

    /** How often the role's credentials were asked for. */
    public int credentialCalls() {
        return credentialCalls.get();
    }

    /** Released when it stops. */
    CountDownLatch released() {
        return released;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Headers headers = exchange.getRequestHeaders();
            if (new String(body, UTF_8).contains("Action=AssumeRoleWithWebIdentity")) {
                assumeRole(exchange, new String(body, UTF_8));
                return;
            }
            if (rds.serves(body)) {
                rds.serve(exchange, body);
                return;
            }
            String target = String.valueOf(headers.getFirst("X-Amz-Target"));
            var answer = new JsonAnswer(exchange);
            for (StandInService<?> service : List.of(secretsManager, parameterStore, kms)) {
                if (target.startsWith(service.targetPrefix())) {
                    Map<String, String> request = JsonAnswer.parse(body);
                    service.count(request);
                    String problem = SignatureV4.problem(exchange, body, credentials(), region, service.signingName());
                    if (problem.isEmpty()) {
                        service.serve(
                                answer, target.substring(service.targetPrefix().length()), request);
                    } else {
                        answer.refuse(400, problem, "The security token included in the request is invalid.");
                    }
                    return;
                }
            }
            answer.refuse(400, "UnknownOperationException", "");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void assumeRole(HttpExchange exchange, String form) throws IOException {
        credentialCalls.incrementAndGet();
        var answer = new JsonAnswer(exchange);
        if (credentialsRefused || !form.contains("WebIdentityToken=" + webIdentityToken)) {
            answer.send(
                    403,
                    "text/xml",
                    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to perform"
                            + " sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>");
            return;
        }
        answer.send(
                200,
                "text/xml",
                "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                        + "<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>" + accessKey
                        + "</AccessKeyId><SecretAccessKey>" + secretKey + "</SecretAccessKey><SessionToken>"
                        + sessionToken + "</SessionToken><Expiration>" + expiration()
                        + "</Expiration></Credentials></AssumeRoleWithWebIdentityResult>"
                        + "</AssumeRoleWithWebIdentityResponse>");
    }

    private void answerWithCredentials(HttpExchange exchange) throws IOException {
        try (exchange) {
            credentialCalls.incrementAndGet();
            var answer = new JsonAnswer(exchange);
            boolean allowed =
                    authorizationToken.equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (!allowed || credentialsRefused) {
                answer.respond(allowed ? 404 : 401, json -> json.writeStringField("message", "No credentials"));
                return;
            }
            answer.respond(200, json -> {
                json.writeStringField("AccessKeyId", accessKey);
                json.writeStringField("SecretAccessKey", secretKey);
                json.writeStringField("Token", sessionToken);
                json.writeStringField("Expiration", expiration());
            });
        }
    }

    private static String expiration() {
        return Instant.now().plus(Duration.ofHours(6)).toString();
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
}
