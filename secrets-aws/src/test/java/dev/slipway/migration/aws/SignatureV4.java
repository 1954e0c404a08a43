package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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
            String method,
            String path,
            Headers headers,
            byte[] body,
            String accessKey,
            String secretKey,
            String region,
            String service) {
        String authorization = headers.getFirst("Authorization");
        if (authorization == null) {
            return "MissingAuthenticationTokenException";
        }
        Matcher parts = AUTHORIZATION.matcher(authorization);
        String stamp = headers.getFirst("X-Amz-Date");
        if (!parts.matches() || stamp == null) {
            return "IncompleteSignatureException";
        }
        if (!parts.group(1).equals(accessKey)) {
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
        String canonical =
                String.join("\n", method, path, "", headerLines(headers, signed), parts.group(5), hex(sha256(body)));
        String scope = String.join("/", parts.group(2), region, service, "aws4_request");
        String toSign = String.join("\n", "AWS4-HMAC-SHA256", stamp, scope, hex(sha256(canonical.getBytes(UTF_8))));
        byte[] key = ("AWS4" + secretKey).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign)).equals(parts.group(6)) ? "" : "InvalidSignatureException";
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
