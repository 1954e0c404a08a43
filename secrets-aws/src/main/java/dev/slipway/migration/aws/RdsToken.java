package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** One user of one server, with a fresh token each time: a signed URL that is never requested. */
final class RdsToken implements CredentialProvider<UsernamePassword> {
    private static final Duration LIFE = Duration.ofMinutes(15);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern RDS_HOST =
            Pattern.compile(".+\\.([a-z]{2,}(?:-[a-z]+)+-\\d+)\\.rds\\.amazonaws\\.com(?:\\.cn)?\\.?");

    private final AwsAccess access;
    private final Clock clock;
    private final String host;
    private final int port;
    private final String username;
    private final Wanted wanted;

    RdsToken(AwsAccess access, Clock clock, @Nullable String host, int port, @Nullable String username) {
        if (host == null || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "The host is missing or no host name: give the end point that RDS names");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("The port is not within 1 to 65535: " + port);
        }
        if (username == null || username.isBlank() || username.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The user of the database is missing or has a control character");
        }
        this.access = access;
        this.clock = clock;
        this.host = host;
        this.port = port;
        this.username = username;
        String name = "token for '" + username + "' at " + host + ":" + port;
        this.wanted = new Wanted(AwsApi.RDS, "Cannot make a " + name, "", name);
    }

    /** In a thread of its own, since AWS credentials that expire are renewed by a call. */
    @Override
    public UsernamePassword get() {
        return OwnThread.await(OwnThread.start(this::make), wanted);
    }

    private UsernamePassword make() {
        Matcher rds = RDS_HOST.matcher(host);
        String region = rds.matches() ? rds.group(1) : access.region(wanted).id();
        return new UsernamePassword(username, Secret.of(sign(access.resolve(wanted), region)));
    }

    private String sign(AwsCredentials credentials, String region) {
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(host)
                .port(port)
                .encodedPath("/")
                .putRawQueryParameter("DBUser", username)
                .putRawQueryParameter("Action", "connect")
                .build();
        String url = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, LIFE)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString();
        return url.substring("https://".length());
    }

    @Override
    public String toString() {
        return "CredentialProvider[" + wanted.name() + "]";
    }
}
