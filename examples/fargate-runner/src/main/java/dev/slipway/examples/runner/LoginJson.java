package dev.slipway.examples.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads a user name and password as Amazon RDS writes them. Its messages never hold content. */
final class LoginJson {
    private static final String FORM = "JSON such as {\"username\": \"…\", \"password\": \"…\"}";

    private LoginJson() {}

    static UsernamePassword parse(Secret json, String where) {
        Map<String, String> values = values(json, where);
        return new UsernamePassword(value(values, "username", where), Secret.of(value(values, "password", where)));
    }

    private static String value(Map<String, String> values, String key, String where) {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new CredentialException(where + " lacks the JSON key '" + key + "': it has to hold " + FORM);
        }
        return value;
    }

    private static Map<String, String> values(Secret json, String where) {
        var values = new HashMap<String, String>();
        try (JsonParser parser = new JsonFactory().createParser(json.reveal())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw noJson(where);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    values.put(key, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException unchained) {
            // The parser's message quotes what it read.
            throw noJson(where);
        }
        return values;
    }

    private static CredentialException noJson(String where) {
        return new CredentialException(where + " holds no JSON object: it has to hold " + FORM);
    }
}
