package dev.slipway.examples.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A policy of {@code deploy/policies}, and what IAM would decide by it. It knows what those policies use, allow statements with
 * conditions on strings and ARNs, and refuses to judge anything else.
 */
final class IamPolicy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern GAP = Pattern.compile("\\$\\{jsonencode\\((\\w+)\\)}");

    private final ObjectNode document;

    private IamPolicy(JsonNode document) {
        this.document = (ObjectNode) document;
    }

    /** Fills a template of Terraform's and leaves out, as the module does, the statements that have no resource. */
    static IamPolicy of(String file, Map<String, ?> values) {
        try {
            String template = Files.readString(Path.of("deploy", "policies", file));
            String text = GAP.matcher(template)
                    .replaceAll(gap -> Matcher.quoteReplacement(json(values.get(gap.group(1)), gap.group(1))));
            var policy = new IamPolicy(JSON.readTree(text));
            return policy.keep(
                    policy.statements().filter(IamPolicy::hasResource).map(IamPolicy::sid));
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Those that a document shows, each by itself and without a name; trust policies, which name a principal, left out. */
    static List<IamPolicy> shownIn(Path markdown) {
        try {
            var policies = new ArrayList<IamPolicy>();
            var blocks = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(markdown));
            while (blocks.find()) {
                JsonNode statement = JSON.readTree(blocks.group(1));
                if (!statement.has("Principal")) {
                    ObjectNode document = JSON.createObjectNode();
                    document.putArray("Statement").add(statement);
                    policies.add(new IamPolicy(document));
                }
            }
            return policies;
        } catch (IOException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** What the templates give the task role for these values; what is not given is not wanted. */
    static IamPolicy taskRole(Map<String, List<String>> given) {
        var values = new LinkedHashMap<String, Object>(Map.of(
                "secrets_service", "secretsmanager.eu-west-1.amazonaws.com",
                "parameters_service", "ssm.eu-west-1.amazonaws.com"));
        for (String name : List.of(
                "secret_arns",
                "parameter_arns",
                "secret_key_arns",
                "parameter_key_arns",
                "value_key_arns",
                "database_user_arns",
                "snapshot_arns",
                "snapshot_tag_arns")) {
            values.put(name, List.of());
        }
        values.putAll(given);
        return of("task-role.json.tftpl", values);
    }

    private static String json(Object value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("The template also needs '" + name + "'");
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private java.util.stream.Stream<JsonNode> statements() {
        return StreamSupport.stream(document.get("Statement").spliterator(), false);
    }

    private static boolean hasResource(JsonNode statement) {
        return !texts(statement.get("Resource")).isEmpty();
    }

    private static String sid(JsonNode statement) {
        return statement.get("Sid").textValue();
    }

    List<String> sids() {
        return statements().map(IamPolicy::sid).toList();
    }

    /** Only the statements of these names. */
    IamPolicy keep(java.util.stream.Stream<String> sids) {
        var wanted = sids.collect(Collectors.toSet());
        ObjectNode copy = document.deepCopy();
        ((ArrayNode) copy.get("Statement")).removeIf(statement -> !wanted.contains(sid(statement)));
        return new IamPolicy(copy);
    }

    /** Every policy that has one thing less: an action, a resource, or a value of a condition that may have several. */
    Map<String, IamPolicy> narrowed() {
        var policies = new LinkedHashMap<String, IamPolicy>();
        for (int index = 0; index < document.get("Statement").size(); index++) {
            JsonNode statement = document.get("Statement").get(index);
            for (String path : List.of(
                    "/Action",
                    "/Resource",
                    "/Condition/StringEquals/kms:ViaService",
                    "/Condition/StringEquals/kms:EncryptionContext:SecretARN",
                    "/Condition/StringEquals/kms:EncryptionContext:PARAMETER_ARN")) {
                List<String> values = texts(statement.at(path));
                for (String value : values) {
                    var copy = new IamPolicy(document.deepCopy());
                    var narrower = (ObjectNode) copy.document.get("Statement").get(index);
                    int slash = path.lastIndexOf('/');
                    var parent = (ObjectNode) (slash == 0 ? narrower : narrower.at(path.substring(0, slash)));
                    ArrayNode rest = parent.putArray(path.substring(slash + 1));
                    values.stream().filter(other -> !other.equals(value)).forEach(rest::add);
                    policies.put(sid(statement) + " without " + path.substring(slash + 1) + " " + value, copy);
                }
            }
        }
        return policies;
    }

    /** Whether an action on a resource is allowed to somebody of whom these condition keys are known. */
    boolean allows(String action, String resource, Map<String, String> context) {
        return statements().anyMatch(statement -> applies(statement, action, resource, context));
    }

    private static boolean applies(JsonNode statement, String action, String resource, Map<String, String> context) {
        for (var names = statement.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!List.of("Sid", "Effect", "Action", "Resource", "Condition").contains(name)) {
                throw new IllegalArgumentException("A statement with '" + name + "' cannot be judged");
            }
        }
        if (!statement.get("Effect").textValue().equals("Allow")) {
            throw new IllegalArgumentException("Only statements that allow can be judged");
        }
        return texts(statement.get("Action")).stream().anyMatch(pattern -> matches(pattern, action))
                && texts(statement.get("Resource")).stream().anyMatch(pattern -> matches(pattern, resource))
                && conditions(statement.path("Condition"), context);
    }

    private static boolean conditions(JsonNode conditions, Map<String, String> context) {
        boolean holds = true;
        for (var operators = conditions.fields(); operators.hasNext(); ) {
            var operator = operators.next();
            for (var keys = operator.getValue().fields(); keys.hasNext(); ) {
                var key = keys.next();
                String known = context.get(key.getKey());
                holds &= known != null
                        && texts(key.getValue()).stream().anyMatch(wanted -> switch (operator.getKey()) {
                            case "StringEquals", "Bool" -> wanted.equals(known);
                            case "ArnEquals", "StringLike" -> matches(wanted, known);
                            default ->
                                throw new IllegalArgumentException("'" + operator.getKey() + "' cannot be judged");
                        });
            }
        }
        return holds;
    }

    private static boolean matches(String pattern, String text) {
        String regex = Pattern.compile("[*?]|[^*?]+")
                .matcher(pattern)
                .replaceAll(part -> Matcher.quoteReplacement(
                        switch (part.group()) {
                            case "*" -> ".*";
                            case "?" -> ".";
                            default -> Pattern.quote(part.group());
                        }));
        return text.matches(regex);
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(element -> texts.add(element.textValue()));
        return texts;
    }

    @Override
    public String toString() {
        return document.toPrettyString();
    }
}
