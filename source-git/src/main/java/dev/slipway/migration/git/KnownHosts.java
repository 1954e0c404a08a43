package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Host keys that are trusted or revoked, in the form of OpenSSH's {@code known_hosts}. Immutable. */
final class KnownHosts {
    private static final int SSH_PORT = 22;
    private final List<Line> lines;

    private KnownHosts(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * A host's public key.
     *
     * @param type such as {@code ssh-ed25519}
     * @param blob the key as it goes over the wire
     */
    record HostKey(String type, byte[] blob) {
        boolean isSameAs(HostKey other) {
            return Arrays.equals(blob, other.blob);
        }

        /** {@code SHA256:…}, as {@code ssh-keygen -l} prints it. */
        String fingerprint() {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
                return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("Every Java platform has SHA-256", impossible);
            }
        }

        /** The line that makes this key known. */
        String line(String host, int port) {
            return hostAndPort(host, port) + " " + type + " "
                    + Base64.getEncoder().encodeToString(blob);
        }
    }

    private record Line(boolean revoked, String hosts, HostKey key) {}

    /** The keys of GitHub, GitLab and Bitbucket. */
    static KnownHosts builtIn() {
        try (var in = KnownHosts.class.getResourceAsStream("known_hosts")) {
            if (in == null) {
                throw new IllegalStateException("The resource known_hosts is missing");
            }
            return parse(new String(in.readAllBytes(), UTF_8));
        } catch (IOException impossible) {
            throw new IllegalStateException("The resource known_hosts cannot be read", impossible);
        }
    }

    /** Throws IllegalArgumentException for a line that cannot be read: what is meant to be trusted must not be lost. */
    static KnownHosts parse(String text) {
        var lines = new ArrayList<Line>();
        int number = 0;
        // Environment variables and JSON often carry line breaks as the two characters \n.
        for (String raw : text.replace("\\n", "\n").split("\n", -1)) {
            number++;
            String line = raw.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(parseLine(line, number));
            }
        }
        return new KnownHosts(lines);
    }

    private static Line parseLine(String line, int number) {
        String[] fields = line.split("\\s+");
        boolean marked = fields[0].startsWith("@");
        if (marked && !fields[0].equals("@revoked")) {
            throw unreadable(number, "'" + fields[0] + "' is not supported: give the host's own key");
        }
        int at = marked ? 1 : 0;
        if (fields.length < at + 3) {
            throw unreadable(number, "it is not of the form 'host type key'");
        }
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(fields[at + 2]);
        } catch (IllegalArgumentException notBase64) {
            throw unreadable(number, "the key is not base64");
        }
        if (!typeOf(blob).equals(fields[at + 1])) {
            throw unreadable(number, "the key is cut off or not of type '" + fields[at + 1] + "'");
        }
        return new Line(marked, fields[at], new HostKey(fields[at + 1], blob));
    }

    /** A key begins with its type: a length of four bytes, then the name. */
    private static String typeOf(byte[] blob) {
        if (blob.length < Integer.BYTES) {
            return "";
        }
        int length = ByteBuffer.wrap(blob).getInt();
        return length < 0 || length > blob.length - Integer.BYTES
                ? ""
                : new String(blob, Integer.BYTES, length, US_ASCII);
    }

    private static IllegalArgumentException unreadable(int number, String reason) {
        return new IllegalArgumentException("Line " + number + " of the known hosts cannot be read: " + reason);
    }

    KnownHosts and(KnownHosts more) {
        var all = new ArrayList<>(more.lines);
        all.addAll(lines);
        return new KnownHosts(all);
    }

    /** The trusted keys of a host. As OpenSSH does, a host that is not known at its port is looked up without it. */
    List<HostKey> keysOf(String host, int port) {
        List<HostKey> exact = keysNamed(hostAndPort(host, port));
        return exact.isEmpty() && port != SSH_PORT ? keysNamed(host.toLowerCase(Locale.ROOT)) : exact;
    }

    private List<HostKey> keysNamed(String name) {
        return lines.stream()
                .filter(line -> !line.revoked && matches(line.hosts, name))
                .map(Line::key)
                .toList();
    }

    boolean isRevoked(String host, int port, HostKey key) {
        String atPort = hostAndPort(host, port);
        String name = host.toLowerCase(Locale.ROOT);
        return lines.stream()
                .filter(line -> line.revoked && line.key.isSameAs(key))
                .anyMatch(line -> matches(line.hosts, atPort) || matches(line.hosts, name));
    }

    /** {@code host}, or {@code [host]:port} where the port is not the usual one. */
    static String hostAndPort(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == SSH_PORT ? lower : "[" + lower + "]:" + port;
    }

    private static boolean matches(String patterns, String name) {
        boolean found = false;
        for (String pattern : patterns.split(",")) {
            if (pattern.startsWith("|")) {
                found |= matchesHash(pattern, name);
            } else if (pattern.startsWith("!")) {
                if (glob(pattern.substring(1)).matcher(name).matches()) {
                    return false;
                }
            } else {
                found |= glob(pattern).matcher(name).matches();
            }
        }
        return found;
    }

    private static Pattern glob(String pattern) {
        var regex = new StringBuilder();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(regex.toString());
    }

    /** {@code |1|salt|hash}: the host name's HMAC-SHA1 under the salt. */
    private static boolean matchesHash(String pattern, String name) {
        String[] parts = pattern.split("\\|");
        if (parts.length != 4 || !parts[1].equals("1")) {
            return false;
        }
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
            return MessageDigest.isEqual(
                    mac.doFinal(name.getBytes(UTF_8)), Base64.getDecoder().decode(parts[3]));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            return false;
        }
    }
}
