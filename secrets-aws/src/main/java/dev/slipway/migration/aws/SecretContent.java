package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a secret holds. Its exceptions name the secret and the keys of its JSON, never values, and never have the parser's
 * exception as cause: that one quotes what it was reading.
 */
final class SecretContent {
    private static final int MOST_KEYS_LISTED = 20;
    private static final int LONGEST_KEY_LISTED = 64;

    /** Nothing of a secret stays behind in the parser's shared buffers, name tables or exceptions. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final String name;
    private final @Nullable Secret text;
    private final byte[] binary;

    private SecretContent(String name, @Nullable String text, byte[] binary) {
        this.name = name;
        this.text = text == null ? null : Secret.of(text);
        this.binary = binary;
    }

    /**
     * Text as it was read.
     *
     * @param name how messages name the secret: {@code secret 'x' in eu-west-1}
     */
    static SecretContent of(String name, String text) {
        return new SecretContent(name, text, new byte[0]);
    }

    /** Bytes as they were read, which are text as well if they are UTF-8. */
    static SecretContent of(String name, byte[] bytes) {
        try {
            return of(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException binary) {
            return new SecretContent(name, null, bytes);
        }
    }

    /** The whole text; an exception if the content is no text. */
    Secret text() {
        if (text == null) {
            throw new CredentialException(
                    "The " + name + " holds binary content that is no UTF-8 text: store it as text");
        }
        return text;
    }

    /** The whole content, text or not, in base64. */
    Secret base64() {
        return Secret.of(Base64.getEncoder()
                .encodeToString(text == null ? binary : text.reveal().getBytes(UTF_8)));
    }

    /** The value of a key; an exception if there is none. */
    Secret value(String key) {
        Map<String, Value> object = object(key);
        Value value = object.get(key);
        if (value == null) {
            throw new CredentialException("The JSON of " + name + " has no key '" + key + "' (" + listed(object)
                    + "): mend the key or the secret");
        }
        return Secret.of(text(key, value));
    }

    /** The value of a key; empty if the key is missing or its value null or an empty text. */
    Optional<String> optional(String key) {
        Value value = object(key).get(key);
        return value == null || value.token() == JsonToken.VALUE_NULL
                ? Optional.empty()
                : Optional.of(text(key, value)).filter(text -> !text.isBlank());
    }

    /** How messages name the secret. */
    String name() {
        return name;
    }

    private String text(String key, Value value) {
        if (!value.token().isScalarValue() || value.token() == JsonToken.VALUE_NULL) {
            String kind = switch (value.token()) {
                case VALUE_NULL -> "null";
                case START_ARRAY -> "an array";
                default -> "an object";
            };
            throw new CredentialException(
                    "The key '" + key + "' in the JSON of " + name + " holds " + kind + ": it must hold text");
        }
        return value.text();
    }

    private Map<String, Value> object(String key) {
        try (JsonParser parser = JSON.createParser(text().reveal())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw notAnObject(key);
            }
            var values = new LinkedHashMap<String, Value>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                values.put(name, new Value(token, token.isScalarValue() ? parser.getText() : ""));
                parser.skipChildren();
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw notAnObject(key);
            }
            return values;
        } catch (IOException unreadable) {
            throw notAnObject(key);
        }
    }

    private CredentialException notAnObject(String key) {
        return new CredentialException("The text of " + name + " is no JSON object, so that it has no key '" + key
                + "': store it as key/value pairs, or ask for the whole text");
    }

    private static String listed(Map<String, Value> object) {
        if (object.isEmpty()) {
            return "it has none at all";
        }
        List<String> keys = object.keySet().stream()
                .limit(MOST_KEYS_LISTED)
                .map(key -> "'" + (key.length() > LONGEST_KEY_LISTED ? key.substring(0, LONGEST_KEY_LISTED) + "…" : key)
                        + "'")
                .map(key -> key.replaceAll("\\p{Cntrl}", " "))
                .toList();
        return "it has " + String.join(", ", keys) + (object.size() > MOST_KEYS_LISTED ? ", …" : "");
    }

    /** Never content. */
    @Override
    public String toString() {
        return "SecretContent[redacted]";
    }

    /** A value of the object; the text of an array or object is not kept. */
    private record Value(JsonToken token, String text) {
        @Override
        public String toString() {
            return "Value[redacted]";
        }
    }
}
