package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One answer in the form of AWS JSON 1.1. */
record JsonAnswer(HttpExchange exchange) {
    private static final JsonFactory JSON = new JsonFactory();

    void refuse(int status, String code, String message) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", code);
        respond(status, json -> {
            json.writeStringField("__type", code);
            json.writeStringField("Message", message);
        });
    }

    void respond(int status, Fields fields) throws IOException {
        var text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        send(status, "application/x-amz-json-1.1", text.toString());
    }

    void send(int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** The texts of an object's top level; those of a list with line breaks between them. */
    static Map<String, String> parse(byte[] body) throws IOException {
        var values = new LinkedHashMap<String, String>();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    JsonToken token = parser.nextToken();
                    if (token.isScalarValue()) {
                        values.put(name, parser.getText());
                    } else if (token == JsonToken.START_ARRAY) {
                        List<String> elements = new ArrayList<>();
                        while (parser.nextToken() != JsonToken.END_ARRAY) {
                            elements.add(parser.getText());
                            parser.skipChildren();
                        }
                        values.put(name, String.join("\n", elements));
                    }
                    parser.skipChildren();
                }
            }
        }
        return values;
    }

    /** Content of an answer. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }
}
