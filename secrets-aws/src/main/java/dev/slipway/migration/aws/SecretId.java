package dev.slipway.migration.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A caller's name of a secret: its name or ARN, followed, in the form that Amazon ECS gave it, by {@code
 * :json-key:version-stage:version-id}, each of which may be empty. No name holds a colon.
 *
 * @param version the secret and its version
 * @param jsonKey the JSON key, or an empty text
 */
record SecretId(SecretVersion version, String jsonKey) {
    private static final int ARN_PARTS = 7;
    private static final int MORE_PARTS = 3;

    /** Takes an id apart; throws IllegalArgumentException if it cannot be one. */
    static SecretId parse(@Nullable String id) {
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException("The secret's id is missing: give its name or ARN");
        }
        if (id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The secret's id has a line break or another control character");
        }
        List<String> parts = List.of(id.split(":", -1));
        int own = parts.get(0).equals("arn") ? ARN_PARTS : 1;
        if (parts.size() != own && parts.size() != own + MORE_PARTS) {
            throw new IllegalArgumentException(
                    "The secret's id is neither a name nor an ARN ('" + id + "'), nor one of them with"
                            + " ':json-key:version-stage:version-id' behind it: give all three colons, whatever is empty");
        }
        String secret = String.join(":", parts.subList(0, own));
        return parts.size() == own
                ? new SecretId(new SecretVersion(secret, "", ""), "")
                : new SecretId(new SecretVersion(secret, parts.get(own + 1), parts.get(own + 2)), parts.get(own));
    }

    /** As {@link #parse}, where one value of a secret cannot be what is meant. */
    static SecretVersion whole(@Nullable String id) {
        SecretId parsed = parse(id);
        if (!parsed.jsonKey.isEmpty()) {
            throw new IllegalArgumentException("The secret's id names the JSON key '" + parsed.jsonKey
                    + "', but the whole secret is needed: leave the key out");
        }
        return parsed.version;
    }
}
