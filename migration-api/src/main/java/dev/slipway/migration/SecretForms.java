package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forms in which a secret turns up in texts. */
final class SecretForms {
    /** A stretch of base64 shorter than this says little and would be found everywhere. */
    private static final int SHORTEST_BASE64 = 8;

    /** Query parameters of AWS Signature Version 4. */
    private static final Pattern SIGNED = Pattern.compile("[?&]X-Amz-(?:Signature|Security-Token)=([^&]*)");

    private SecretForms() {}

    /** Adds every form of a value. */
    static void collect(String value, Set<String> forms) {
        if (value.isEmpty()) {
            return;
        }
        collectEncodings(value, forms);
        for (String line : tellingLines(value)) {
            collectEncodings(line, forms);
        }
    }

    /** The lines of a value, without the armour of a PEM file, which is no secret. */
    static List<String> tellingLines(String value) {
        return value.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("-----"))
                .toList();
    }

    /**
     * What must not be recognised even by a piece: the lines, and of a line that is a signed address (a token of Amazon RDS)
     * the signature and the session's token only. The rest of it are the host's name and words that every server says.
     */
    static List<String> tellingParts(String value) {
        return tellingLines(value).stream()
                .flatMap(line -> {
                    List<String> signed = SIGNED.matcher(line)
                            .results()
                            .map(found -> found.group(1))
                            .toList();
                    return signed.isEmpty() ? Stream.of(line) : signed.stream();
                })
                .toList();
    }

    private static void collectEncodings(String value, Set<String> forms) {
        forms.add(value);
        forms.add(value.replace("'", "''"));
        forms.add(value.replace("\"", "\"\""));
        forms.add(value.replace("\\", "\\\\").replace("'", "\\'"));
        forms.add(json(value, false));
        forms.add(json(value, true));
        String url = URLEncoder.encode(value, UTF_8);
        forms.add(url);
        forms.add(url.replace("+", "%20"));
        byte[] bytes = value.getBytes(UTF_8);
        forms.add(Base64.getEncoder().encodeToString(bytes));
        forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        for (int offset = 0; offset < 3; offset++) {
            collectBase64At(offset, bytes, forms);
        }
    }

    /** The part of the encoding that is the same whatever stands before and after the value, as in {@code user:password}. */
    private static void collectBase64At(int offset, byte[] bytes, Set<String> forms) {
        var shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        if (to - from >= SHORTEST_BASE64) {
            forms.add(
                    Base64.getEncoder().withoutPadding().encodeToString(shifted).substring(from, to));
            forms.add(Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(shifted)
                    .substring(from, to));
        }
    }

    /** As the inside of a JSON string (RFC 8259, section 7). */
    private static String json(String value, boolean asciiOnly) {
        var json = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ' || (asciiOnly && c > '~')) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.toString();
    }
}
