package dev.slipway.migration.liquibase;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@link LiquibaseEngine} was configured with. Immutable. */
record LiquibaseOptions(
        String changelogFile,
        List<String> contexts,
        @Nullable String labels,
        TreeMap<String, Parameter> parameters,
        @Nullable String defaultSchema,
        @Nullable String liquibaseSchema,
        @Nullable String historyTable,
        @Nullable String lockTable,
        @Nullable String tag,
        @Nullable String upToTag,
        @Nullable Integer atMost) {

    /** A parameter's value, and whether it is a secret. */
    record Parameter(Secret value, boolean secret) {}

    List<Secret> secrets() {
        return parameters.values().stream()
                .filter(Parameter::secret)
                .map(Parameter::value)
                .toList();
    }

    /** Whether runs end before the changelog does. */
    boolean isLimited() {
        return upToTag != null || atMost != null;
    }

    Redactor redactor() {
        return Redactor.of(secrets());
    }

    /** SHA-256 over all options; each part with its length before it, secrets as their slow fingerprints. */
    String fingerprint() {
        MessageDigest sha = sha256();
        update(sha, changelogFile);
        contexts.forEach(context -> update(sha, "context", context));
        update(sha, "labels", labels);
        for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
            Parameter parameter = entry.getValue();
            update(sha, parameter.secret() ? "secret" : "parameter", entry.getKey());
            update(
                    sha,
                    parameter.secret()
                            ? parameter.value().fingerprint("slipway parameter " + entry.getKey())
                            : parameter.value().reveal());
        }
        update(sha, "defaultSchema", defaultSchema);
        update(sha, "liquibaseSchema", liquibaseSchema);
        update(sha, "historyTable", historyTable);
        update(sha, "lockTable", lockTable);
        update(sha, "tag", tag);
        update(sha, "upToTag", upToTag);
        update(sha, "atMost", atMost == null ? null : atMost.toString());
        return HexFormat.of().formatHex(sha.digest());
    }

    private static void update(MessageDigest sha, @Nullable String... parts) {
        for (String part : parts) {
            String text = part == null ? "-" : part.getBytes(UTF_8).length + ":" + part;
            sha.update(text.getBytes(UTF_8));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    /** The name of the changelog and of the parameters, never their values. */
    @Override
    public String toString() {
        return "LiquibaseOptions[" + changelogFile + ", parameters " + parameters.keySet() + "]";
    }
}
