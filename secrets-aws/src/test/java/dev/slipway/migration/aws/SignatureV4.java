package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Checks a request's AWS Signature Version 4, as the service does. */
final class SignatureV4 {
    private static final Pattern AUTHORIZATION =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
                    + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private SignatureV4() {}

    /** Returns the service's error code, or an empty text if the signature is right. */
    static String problem(
            HttpExchange exchange, byte[] body, AwsSessionCredentials credentials, String region, String service) {
        Headers headers = exchange.getRequestHeaders();
        String authorization = headers.getFirst("Authorization");
        if (authorization == null) {
            return "MissingAuthenticationTokenException";
        }
        Matcher parts = AUTHORIZATION.matcher(authorization);
        String stamp = headers.getFirst("X-Amz-Date");
        if (!parts.matches() || stamp == null) {
            return "IncompleteSignatureException";
        }
        if (!parts.group(1).equals(credentials.accessKeyId())
                || !credentials.sessionToken().equals(headers.getFirst("X-Amz-Security-Token"))) {
            return "UnrecognizedClientException";
        }
        List<String> signed = List.of(parts.group(5).split(";"));
        boolean scoped = parts.group(3).equals(region)
                && parts.group(4).equals(service)
                && stamp.startsWith(parts.group(2))
                && signed.containsAll(List.of("host", "x-amz-date"));
        Duration skew = Duration.between(Instant.from(STAMP.parse(stamp)), Instant.now())
                .abs();
        if (!scoped || skew.compareTo(SKEW) > 0) {
            return "InvalidSignatureException";
        }
        String canonical = String.join(
                "\n",
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                "",
                headerLines(headers, signed),
                parts.group(5),
                hex(sha256(body)));
        String scope = String.join("/", parts.group(2), region, service, "aws4_request");
        return signature(credentials.secretAccessKey(), stamp, scope, canonical).equals(parts.group(6))
                ? ""
                : "InvalidSignatureException";
    }

    /** Says what is wrong with a signed URL, given as a token without its scheme; an empty text if nothing is. */
    static String problemOfToken(
            String token, AwsSessionCredentials credentials, String host, String region, String user) {
        String beginning = host + "/?";
        if (!token.startsWith(beginning)) {
            return "another host";
        }
        var parameters = new TreeMap<String, String>();
        for (String parameter : token.substring(beginning.length()).split("&")) {
            String[] pair = parameter.split("=", 2);
            parameters.put(pair[0], pair[1]);
        }
        String signature = parameters.remove("X-Amz-Signature");
        String stamp = String.valueOf(parameters.get("X-Amz-Date"));
        String scope = stamp.substring(0, 8) + "/" + region + "/rds-db/aws4_request";
        var expected = new TreeMap<>(Map.of(
                "Action",
                "connect",
                "DBUser",
                encoded(user),
                "X-Amz-Algorithm",
                "AWS4-HMAC-SHA256",
                "X-Amz-Credential",
                encoded(credentials.accessKeyId() + "/" + scope),
                "X-Amz-Date",
                stamp,
                "X-Amz-Expires",
                "900",
                "X-Amz-Security-Token",
                encoded(credentials.sessionToken()),
                "X-Amz-SignedHeaders",
                "host"));
        if (!parameters.equals(expected)) {
            return "parameters " + parameters.keySet();
        }
        Duration age = Duration.between(Instant.from(STAMP.parse(stamp)), Instant.now());
        if (age.isNegative() || age.compareTo(Duration.ofMinutes(15)) > 0) {
            return "expired";
        }
        String query = parameters.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("&"));
        String canonical =
                String.join("\n", "GET", "/", query, "host:" + host + "\n", "host", hex(sha256(new byte[0])));
        return signature(credentials.secretAccessKey(), stamp, scope, canonical).equals(signature)
                ? ""
                : "the signature";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String signature(String secretKey, String stamp, String scope, String canonical) {
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, hex(sha256(canonical.getBytes(UTF_8))));
        byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign));
    }

    private static String headerLines(Headers headers, List<String> signed) {
        return signed.stream()
                .map(name -> name + ":"
                        + headers.getOrDefault(name, List.of()).stream()
                                .map(value -> value.strip().replaceAll(" +", " "))
                                .collect(Collectors.joining(","))
                        + "\n")
                .collect(Collectors.joining());
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
