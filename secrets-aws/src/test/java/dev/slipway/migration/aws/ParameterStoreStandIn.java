package dev.slipway.migration.aws;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Stands in for AWS Systems Manager Parameter Store: the part of an {@link AwsStandIn} that keeps parameters. */
public final class ParameterStoreStandIn extends StandInService<ParameterStoreStandIn> {
    private static final String ENCRYPTED = "AQICAHencrypted";

    private final Map<String, List<String>> parameters = new ConcurrentHashMap<>();
    /** Versions by {@code name:label}. */
    private final Map<String, Integer> labels = new ConcurrentHashMap<>();

    ParameterStoreStandIn(AwsStandIn aws) {
        super(aws);
    }

    /** Stores the next version of a SecureString. */
    public ParameterStoreStandIn put(String name, String value) {
        parameters.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(value);
        return this;
    }

    /** Labels the newest version; a label that another one has moves. */
    ParameterStoreStandIn label(String name, String label) {
        labels.put(name + ":" + label, parameters.get(name).size());
        return this;
    }

    /** Refuses to read the parameter for lack of {@code ssm:GetParameter}. */
    public ParameterStoreStandIn deny(String name) {
        return denyAction(name, "ssm:GetParameter");
    }

    /** Refuses to read the parameter for lack of {@code kms:Decrypt}, in the service's words. */
    public ParameterStoreStandIn denyKms(String name) {
        return fault(
                name,
                400,
                "AccessDeniedException",
                "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you"
                        + " are not allowed to access. (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException)");
    }

    /** The parameter's ARN. */
    public String arn(String name) {
        return "arn:aws:ssm:" + aws().region() + ":" + AwsStandIn.ACCOUNT + ":parameter"
                + (name.startsWith("/") ? "" : "/") + name;
    }

    /** A real client that is allowed to use it; the caller's to close. */
    public SsmClient client() {
        return aws().allow(SsmClient.builder()).build();
    }

    @Override
    ParameterStoreStandIn self() {
        return this;
    }

    @Override
    String targetPrefix() {
        return "AmazonSSM.";
    }

    @Override
    String signingName() {
        return "ssm";
    }

    @Override
    String id(Map<String, String> request) {
        return request.getOrDefault("Name", "");
    }

    @Override
    String name(String id) {
        String[] parts = id.split(":");
        return parameters.keySet().stream()
                .filter(name -> id.equals(arn(name)))
                .findFirst()
                .orElse(parts[0]);
    }

    @Override
    void answer(JsonAnswer answer, String operation, String id, Map<String, String> request) throws IOException {
        List<String> versions = parameters.get(name(id));
        if (!operation.equals("GetParameter")) {
            answer.refuse(400, "UnknownOperationException", "");
        } else if (versions == null) {
            answer.refuse(400, "ParameterNotFound", "");
        } else {
            int version = version(id, versions.size());
            if (version < 1 || version > versions.size()) {
                answer.refuse(400, "ParameterVersionNotFound", "");
                return;
            }
            boolean decrypted = "true".equals(request.get("WithDecryption"));
            answer.respond(200, json -> {
                json.writeObjectFieldStart("Parameter");
                json.writeStringField("ARN", arn(name(id)));
                json.writeStringField("Name", name(id));
                json.writeStringField("Type", "SecureString");
                json.writeStringField("DataType", "text");
                json.writeNumberField("Version", version);
                json.writeStringField("Value", decrypted ? versions.get(version - 1) : ENCRYPTED);
                json.writeEndObject();
            });
        }
    }

    /** What a name asks for; 0 if there is no such label. */
    private int version(String id, int newest) {
        String selector = id.startsWith(name(id) + ":") ? id.substring(name(id).length() + 1) : "";
        if (selector.isEmpty()) {
            return newest;
        }
        return selector.matches("\\d+") ? Integer.parseInt(selector) : labels.getOrDefault(id, 0);
    }
}
