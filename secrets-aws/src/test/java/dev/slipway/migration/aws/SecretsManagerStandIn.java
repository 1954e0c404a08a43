package dev.slipway.migration.aws;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Stands in for AWS Secrets Manager: the part of an {@link AwsStandIn} that keeps secrets.
 *
 * <pre>{@code
 * try (var aws = SecretsManagerStandIn.start()) {
 *     aws.put("prod/db", "{\"username\":\"app\",\"password\":\"…\"}");
 *     process.environment().putAll(aws.environment());
 * }
 * }</pre>
 */
public final class SecretsManagerStandIn extends StandInService<SecretsManagerStandIn> implements AutoCloseable {
    private final Map<String, List<Stored>> secrets = new ConcurrentHashMap<>();
    private volatile boolean batchDenied;
    private volatile int pageSize = 20;

    SecretsManagerStandIn(AwsStandIn aws) {
        super(aws);
    }

    /** Starts a whole stand-in for region {@code eu-west-1}, empty. */
    public static SecretsManagerStandIn start() {
        return AwsStandIn.start().secretsManager();
    }

    /** Starts a whole stand-in for a region, empty. */
    public static SecretsManagerStandIn start(String region) {
        return AwsStandIn.start(region).secretsManager();
    }

    /** Stores a secret's text; what was there before becomes the previous version. */
    public SecretsManagerStandIn put(String name, String text) {
        return put(new Stored(name, arn(name), text, null, UUID.randomUUID().toString()));
    }

    /** Stores a secret's bytes; what was there before becomes the previous version. */
    public SecretsManagerStandIn putBinary(String name, byte[] bytes) {
        return put(new Stored(
                name, arn(name), null, bytes.clone(), UUID.randomUUID().toString()));
    }

    private SecretsManagerStandIn put(Stored stored) {
        secrets.computeIfAbsent(stored.name(), name -> new CopyOnWriteArrayList<>())
                .add(stored);
        return this;
    }

    /** The id of a secret's current version. */
    String version(String name) {
        List<Stored> versions = secrets.get(name);
        return versions.get(versions.size() - 1).version();
    }

    /** Refuses to read the secret for lack of {@code secretsmanager:GetSecretValue}. */
    public SecretsManagerStandIn deny(String name) {
        return denyAction(name, "secretsmanager:GetSecretValue");
    }

    /** Refuses to read the secret for lack of {@code kms:Decrypt}. */
    public SecretsManagerStandIn denyKms(String name) {
        return fault(name, 400, "AccessDeniedException", "Access to KMS is not allowed");
    }

    /** Refuses to read several secrets at once. */
    SecretsManagerStandIn denyBatch() {
        batchDenied = true;
        return this;
    }

    /** How many secrets an answer holds at most. */
    SecretsManagerStandIn pageSize(int pageSize) {
        this.pageSize = pageSize;
        return this;
    }

    /** Marks the secret as deleted. */
    public SecretsManagerStandIn delete(String name) {
        return fault(
                name,
                400,
                "InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.");
    }

    /** The secret's ARN. */
    public String arn(String name) {
        return "arn:aws:secretsmanager:" + region() + ":" + AwsStandIn.ACCOUNT + ":secret:" + name + "-"
                + String.format("%06x", name.hashCode() & 0xffffff);
    }

    /** As {@link AwsStandIn#endpoint()}. */
    public URI endpoint() {
        return aws().endpoint();
    }

    /** As {@link AwsStandIn#region()}. */
    public String region() {
        return aws().region();
    }

    /** As {@link AwsStandIn#environment()}. */
    public Map<String, String> environment() {
        return aws().environment();
    }

    /** As {@link AwsStandIn#secretValues()}. */
    public List<String> secretValues() {
        return aws().secretValues();
    }

    /** As {@link AwsStandIn#refuseCredentials()}. */
    public SecretsManagerStandIn refuseCredentials() {
        aws().refuseCredentials();
        return this;
    }

    /** As {@link AwsStandIn#credentialCalls()}. */
    public int credentialCalls() {
        return aws().credentialCalls();
    }

    /** A real client that is allowed to use it; the caller's to close. */
    public SecretsManagerClient client() {
        return clientBuilder().build();
    }

    SecretsManagerClientBuilder clientBuilder() {
        return aws().allow(SecretsManagerClient.builder());
    }

    /** Stops the whole stand-in. */
    @Override
    public void close() {
        aws().close();
    }

    @Override
    SecretsManagerStandIn self() {
        return this;
    }

    @Override
    String targetPrefix() {
        return "secretsmanager.";
    }

    @Override
    String signingName() {
        return "secretsmanager";
    }

    @Override
    String id(Map<String, String> request) {
        return request.getOrDefault("SecretId", request.getOrDefault("Name", request.getOrDefault("SecretIdList", "")));
    }

    @Override
    String name(String id) {
        List<Stored> versions = find(id);
        return versions.isEmpty() ? id : versions.get(0).name();
    }

    @Override
    void answer(JsonAnswer answer, String operation, String id, Map<String, String> request) throws IOException {
        List<Stored> versions = find(id);
        switch (operation) {
            case "CreateSecret" -> {
                if (versions.isEmpty()) {
                    store(answer, id, request);
                } else {
                    answer.refuse(400, "ResourceExistsException", "The secret " + id + " already exists.");
                }
            }
            case "PutSecretValue" -> store(answer, name(id), request);
            case "GetSecretValue" -> {
                Stored stored = select(versions, request);
                if (stored == null) {
                    answer.refuse(400, NOT_FOUND, "Secrets Manager can't find the specified secret.");
                } else {
                    answer.respond(200, json -> stored.write(json, true));
                }
            }
            case "BatchGetSecretValue" -> batch(answer, request);
            default -> answer.refuse(400, "UnknownOperationException", "");
        }
    }

    private static final String NOT_FOUND = "ResourceNotFoundException";

    private void store(JsonAnswer answer, String name, Map<String, String> request) throws IOException {
        if (request.containsKey("SecretBinary")) {
            putBinary(name, Base64.getDecoder().decode(request.get("SecretBinary")));
        } else {
            put(name, request.getOrDefault("SecretString", ""));
        }
        Stored stored = select(secrets.get(name), Map.of());
        answer.respond(200, json -> stored.write(json, false));
    }

    private void batch(JsonAnswer answer, Map<String, String> request) throws IOException {
        if (batchDenied) {
            answer.refuse(400, "AccessDeniedException", denial("*", "secretsmanager:BatchGetSecretValue"));
            return;
        }
        List<String> ids = List.of(request.get("SecretIdList").split("\n"));
        if (ids.size() > 20) {
            answer.refuse(400, "InvalidParameterException", "SecretIdList has more than 20 members");
            return;
        }
        int from = Integer.parseInt(request.getOrDefault("NextToken", "0"));
        int to = Math.min(from + pageSize, ids.size());
        List<String> errors = new ArrayList<>();
        answer.respond(200, json -> {
            json.writeArrayFieldStart("SecretValues");
            for (String id : ids.subList(from, to)) {
                Stored stored = select(find(id), Map.of());
                Fault fault = faultOf(id);
                if (stored == null || fault != null) {
                    errors.add(id + "\n" + (fault == null ? NOT_FOUND : fault.code()));
                } else {
                    json.writeStartObject();
                    stored.write(json, true);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("Errors");
            for (String error : errors) {
                json.writeStartObject();
                json.writeStringField("SecretId", error.split("\n")[0]);
                json.writeStringField("ErrorCode", error.split("\n")[1]);
                json.writeEndObject();
            }
            json.writeEndArray();
            if (to < ids.size()) {
                json.writeStringField("NextToken", String.valueOf(to));
            }
        });
    }

    private static Stored select(List<Stored> versions, Map<String, String> request) {
        String version = request.getOrDefault("VersionId", "");
        String stage = request.getOrDefault("VersionStage", version.isEmpty() ? "AWSCURRENT" : "");
        return versions.stream()
                .filter(stored -> version.isEmpty() || stored.version().equals(version))
                .filter(stored -> stage.isEmpty() || stage.equals(stage(versions, stored)))
                .findFirst()
                .orElse(null);
    }

    private static String stage(List<Stored> versions, Stored stored) {
        return switch (versions.size() - versions.indexOf(stored)) {
            case 1 -> "AWSCURRENT";
            case 2 -> "AWSPREVIOUS";
            default -> "none";
        };
    }

    /** All versions, by name, ARN, or ARN without its random end. */
    private List<Stored> find(String id) {
        return secrets.values().stream()
                .filter(versions -> {
                    Stored stored = versions.get(0);
                    String arn = stored.arn();
                    return id.equals(stored.name())
                            || id.equals(arn)
                            || id.equals(arn.substring(0, arn.lastIndexOf('-')));
                })
                .findFirst()
                .orElse(List.of());
    }

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
