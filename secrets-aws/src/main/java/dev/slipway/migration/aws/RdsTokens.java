package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.UsernamePassword;
import java.time.Clock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Logins to Amazon RDS and Aurora without a password: IAM database authentication. The password is a token that is made here,
 * without a call to AWS, out of the AWS credentials of the task, function or user. A fresh one is made each time that
 * a provider is asked, and so for each physical connection; the server takes it for 15 minutes, and connections
 * that are open then stay open.
 *
 * <pre>{@code
 * try (var tokens = RdsTokens.create()) {
 *     var database = tokens.dataSource("jdbc:postgresql://main.abc.eu-west-1.rds.amazonaws.com/app", "migrator");
 *     …
 * }
 * }</pre>
 *
 * <p>The database must have IAM authentication enabled and a user that may use it ({@code grant rds_iam to migrator} on
 * PostgreSQL), and the task, function or user needs {@code rds-db:connect} on that user. A wrong permission, region or host
 * is not noticed here: it is the server that refuses the login.
 *
 * <p>A token is good for whoever gets hold of it, so that it must only travel through TLS. {@link #dataSource} sees to that;
 * whoever takes a provider alone has to.
 *
 * <p>A token is made for the host that the server knows itself by, the end point of instance, cluster or proxy, and never
 * for an alias or the near end of a tunnel. Its region is the one in such a host's name; for other hosts, the given one or
 * that of the AWS SDK's default chain. Safe for use by many threads.
 */
public final class RdsTokens implements AutoCloseable {
    private final AwsAccess access;
    private final Clock clock;

    RdsTokens(AwsAccess access, Clock clock) {
        this.access = access;
        this.clock = clock;
    }

    /**
     * Tokens by the AWS SDK's default chains for region and credentials.
     *
     * @return tokens that own their credentials' provider: close them
     */
    public static RdsTokens create() {
        return builder().build();
    }

    /** Begins tokens with options; what is not set is as in {@link #create()}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Tokens by credentials of the caller's, such as those of a role to assume.
     *
     * @param credentials never closed by this object
     * @param region the region of hosts whose name does not tell it
     * @return tokens that borrow the credentials
     * @throws IllegalArgumentException if the region is missing or blank
     */
    public static RdsTokens using(AwsCredentialsProvider credentials, String region) {
        return new RdsTokens(AwsAccess.borrowed(ClientBuilder.requireRegion(region), credentials), Clock.systemUTC());
    }

    /**
     * A login whose password is a fresh token at each {@code get()}.
     *
     * @param host the end point of instance, cluster or proxy, as RDS names it
     * @param port its port
     * @param username the user of the database
     * @return a provider; use it for connections with TLS only
     * @throws IllegalArgumentException if the host or user is missing or cannot be one, or the port is not within 1 to
     *     65535
     */
    public CredentialProvider<UsernamePassword> usernamePassword(String host, int port, String username) {
        return new RdsToken(access, clock, host, port, username);
    }

    /**
     * A database that is logged in to by tokens, through TLS. See {@link #dataSource(String, String, Consumer)}.
     *
     * @param jdbcUrl the JDBC URL of one server, without user name and password
     * @param username the user of the database
     * @return an unpooled data source
     * @throws IllegalArgumentException if the URL cannot be used or turns TLS off
     */
    public DataSource dataSource(String jdbcUrl, String username) {
        return dataSource(jdbcUrl, username, options -> {});
    }

    /**
     * A database that is logged in to by tokens, through TLS. Unless the URL says otherwise, the server's certificate and
     * its host name are verified ({@code sslmode=verify-full} on PostgreSQL, {@code sslMode=VERIFY_IDENTITY} on MySQL,
     * {@code sslMode=verify-full} on MariaDB), for which the driver needs RDS's certificate bundle: {@code
     * options.property("sslrootcert", path)} on PostgreSQL. A URL that allows a connection without TLS is refused.
     *
     * @param jdbcUrl the JDBC URL of one server, {@code jdbc:postgresql:}, {@code jdbc:mysql:} or {@code jdbc:mariadb:},
     *     without user name and password; its host is the end point that RDS names
     * @param username the user of the database
     * @param options sets what else the data source is to have, such as {@code options.waitUpTo(…)}; TLS is decided by
     *     the URL alone
     * @return an unpooled data source, as {@link DataSources#builder} makes it; nothing in it needs closing
     * @throws CredentialException on connecting, if there are no AWS credentials or no region
     * @throws IllegalArgumentException if the URL cannot be used or turns TLS off
     */
    public DataSource dataSource(String jdbcUrl, String username, Consumer<DataSources.Builder> options) {
        requireNonNull(options, "options");
        DataSources.Builder builder = DataSources.builder(jdbcUrl);
        TlsUrl url = TlsUrl.parse(jdbcUrl);
        options.accept(builder);
        url.property().forEach(builder::property);
        return builder.credentials(usernamePassword(url.host(), url.port(), username))
                .build();
    }

    /** Closes the credentials' provider, unless it was borrowed. No tokens are made afterwards. */
    @Override
    public void close() {
        access.close();
    }

    /** Never content. */
    @Override
    public String toString() {
        return "RdsTokens";
    }

    /** Builds {@link RdsTokens}. Not thread-safe. */
    public static final class Builder {
        private @Nullable String region;

        private Builder() {}

        /**
         * The region of hosts whose name does not tell it; as the SDK finds it unless set.
         *
         * @param region its code
         * @return this
         * @throws IllegalArgumentException if missing or blank
         */
        public Builder region(String region) {
            this.region = ClientBuilder.requireRegion(region);
            return this;
        }

        /** The tokens, which own their credentials' provider: close them. It is made at first use. */
        public RdsTokens build() {
            return new RdsTokens(AwsAccess.owned(region), Clock.systemUTC());
        }
    }
}
