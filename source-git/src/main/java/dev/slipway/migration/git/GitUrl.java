package dev.slipway.migration.git;

import dev.slipway.migration.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A repository's address, taken apart.
 *
 * @param text as the user wrote it; free of passwords
 * @param kind how to reach it
 * @param user for SSH
 * @param host for SSH and HTTP, in lower case
 * @param port for SSH
 * @param path for SSH and {@code file:}, percent-escapes resolved
 */
record GitUrl(String text, Kind kind, String user, String host, int port, String path) {
    enum Kind {
        SSH,
        HTTP,
        FILE
    }

    private static final int SSH_PORT = 22;
    private static final String FORMS = "use ssh://git@host/path, git@host:path, https://host/path or file:///path";
    /** At least two characters before the colon: {@code C:\} is no host. */
    private static final Pattern SCP_LIKE =
            Pattern.compile("(?:([^@/:\\s]+)@)?(\\[[0-9a-fA-F:.]+]|[^@/:\\s\\[\\]]{2,}):([^/\\\\].*|/[^/].*)");

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d+){3}|::1");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    static GitUrl parse(String text) {
        Origin.of(text);
        if (CONTROL.matcher(text).find()) {
            throw new IllegalArgumentException("The Git URL holds a line break or control character: remove it");
        }
        if (text.contains("://") || text.startsWith("file:")) {
            return parseUri(text);
        }
        var scp = SCP_LIKE.matcher(text);
        if (!scp.matches()) {
            throw unknown(text);
        }
        String user = scp.group(1) == null ? "git" : scp.group(1);
        return new GitUrl(text, Kind.SSH, user, host(scp.group(2)), SSH_PORT, scp.group(3));
    }

    private static GitUrl parseUri(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException invalid) {
            throw new IllegalArgumentException("The Git URL '" + text + "' is not valid (" + invalid.getReason() + "): "
                    + FORMS + ", with unusual characters escaped as %20");
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (path.isEmpty() || path.equals("/")) {
            throw new IllegalArgumentException("The Git URL '" + text + "' names no repository: " + FORMS);
        }
        return switch (scheme) {
            case "ssh" -> ssh(text, uri, path);
            case "http", "https" -> new GitUrl(requireHost(text, uri), Kind.HTTP, "", host(uri.getHost()), -1, path);
            case "file" -> file(text, uri, path);
            default -> throw unknown(text);
        };
    }

    private static GitUrl ssh(String text, URI uri, String path) {
        requireHost(text, uri);
        String user = uri.getUserInfo() == null ? "git" : uri.getUserInfo();
        int port = uri.getPort() < 0 ? SSH_PORT : uri.getPort();
        // A path of the user's home directory is the one that does not begin at the root.
        String onServer = path.startsWith("/~") ? path.substring(1) : path;
        return new GitUrl(text, Kind.SSH, user, host(uri.getHost()), port, onServer);
    }

    private static GitUrl file(String text, URI uri, String path) {
        if (uri.getHost() != null) {
            throw new IllegalArgumentException("The Git URL '" + text
                    + "' names a host: a local path has three slashes," + " as in file:///srv/schema.git");
        }
        return new GitUrl(text, Kind.FILE, "", "", -1, path);
    }

    private static String requireHost(String text, URI uri) {
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("The Git URL '" + text + "' names no host: " + FORMS);
        }
        return text;
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("The Git URL '" + text + "' is of an unknown form: " + FORMS);
    }

    private static String host(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return bare.toLowerCase(Locale.ROOT);
    }

    /** The directory of a {@code file:} URL. */
    Path directory() {
        return Path.of(URI.create("file://" + URI.create(text).getRawPath()));
    }

    /** Whether others can read what goes to the server and comes from it. */
    boolean isUnencrypted() {
        return kind == Kind.HTTP
                && text.toLowerCase(Locale.ROOT).startsWith("http:")
                && !LOOPBACK.matcher(host).matches();
    }
}
