package dev.slipway.examples.own;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipInputStream;

/** A ZIP archive at an HTTP address, such as a release of a repository. Immutable, safe for use by many threads. */
public final class HttpArchive implements ChangelogSource {
    private static final int LARGEST_DOWNLOAD = 16 << 20;

    private final URI address;
    private final Origin origin;
    private final Duration timeout;
    private final Optional<String> sha256;

    private HttpArchive(URI address, Duration timeout, Optional<String> sha256) {
        this.address = address;
        // Refuses addresses with a password or token in them, before anything is quoted or sent.
        this.origin = Origin.of(address.toString());
        this.timeout = timeout;
        this.sha256 = sha256;
    }

    /**
     * An archive that is taken as it comes, within 30 seconds.
     *
     * @param address an http or https URL without credentials
     * @return the source
     * @throws IllegalArgumentException if it is something else
     */
    public static HttpArchive of(URI address) {
        if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme())) {
            throw new IllegalArgumentException("Not an http or https address: " + address.getScheme());
        }
        return new HttpArchive(address, Duration.ofSeconds(30), Optional.empty());
    }

    /** The same archive, which must have this SHA-256, in lower-case hex: nobody can put another in its place. */
    public HttpArchive pinned(String digest) {
        return new HttpArchive(address, timeout, Optional.of(digest));
    }

    /** The same archive, to be had within this time as a whole. */
    public HttpArchive timeout(Duration whole) {
        return new HttpArchive(address, whole, sha256);
    }

    @Override
    public Changelog fetch() {
        byte[] archive = download();
        String digest = sha256(archive);
        if (sha256.isPresent() && !sha256.get().equals(digest)) {
            throw refused("its SHA-256 is " + digest + ", not the pinned " + sha256.get());
        }
        // Else what is no archive would look like one without files.
        if (archive.length < 2 || archive[0] != 'P' || archive[1] != 'K') {
            throw refused("it is not a ZIP archive");
        }
        var builder = Changelog.builder(origin);
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!entry.isDirectory()) {
                    // As a stream: the builder refuses bad paths, and ends an archive that unpacks to gigabytes.
                    builder.add(entry.getName(), zip);
                }
            }
        } catch (IOException | IllegalArgumentException broken) {
            throw refused("it is not a readable ZIP archive (" + broken.getMessage() + ")");
        }
        return builder.build();
    }

    private byte[] download() {
        var client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        var answer = client.sendAsync(HttpRequest.newBuilder(address).build(), head -> {
            return new CappedBody(head.statusCode() == 200 ? LARGEST_DOWNLOAD : 0);
        });
        try {
            // The request's own timeout would end with the headers; this one covers the body.
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw refused("the server answered " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            throw refused("it did not arrive within " + timeout.toSeconds() + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw refused("interrupted");
        } catch (ExecutionException failed) {
            throw refused("it cannot be read (" + failed.getCause() + ")");
        } finally {
            answer.cancel(true);
        }
    }

    private ChangelogException refused(String reason) {
        return new ChangelogException("Cannot use " + origin + ": " + reason);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return origin.toString();
    }
}
