package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes data sources that ask for credentials anew for every physical connection, and opens connections. */
public final class DataSources {
    private DataSources() {}

    /**
     * An unpooled data source that does not wait for a database that does not answer. See {@link #builder}.
     *
     * @param jdbcUrl the JDBC URL, without user name and password
     * @param credentials asked on every connect
     * @return a data source that is safe for use by many threads and holds nothing that needs closing
     * @throws IllegalArgumentException if the URL is not a JDBC URL, or holds a user name or password
     */
    public static DataSource of(String jdbcUrl, CredentialProvider<UsernamePassword> credentials) {
        return builder(jdbcUrl).credentials(credentials).build();
    }

    /**
     * Begins an unpooled data source. Each {@code getConnection()} asks for the credentials and opens a physical
     * connection. If the server refuses the log-in, the credentials are {@linkplain CredentialProvider#replace replaced}
     * and tried once more, and only if they differ, so that accounts are not locked. If the database does not answer (it
     * is waking, starting, full or unreachable), connecting is tried again until the {@linkplain Builder#waitUpTo wait}
     * has passed; a refused log-in, an unknown database and an untrusted certificate fail at once.
     *
     * <p>It throws {@link java.sql.SQLInvalidAuthorizationSpecException} for a refused log-in, {@link
     * java.sql.SQLTransientConnectionException} when the wait has passed, and other {@link SQLException}s as the driver
     * does, none of them with the password; and {@link CredentialException} if there are no credentials.
     *
     * @param jdbcUrl the JDBC URL, without user name and password
     * @return a builder
     * @throws IllegalArgumentException if the URL is not a JDBC URL, or holds a user name or password
     */
    public static Builder builder(String jdbcUrl) {
        return new Builder(Urls.requireJdbcWithoutCredentials(jdbcUrl));
    }

    /**
     * Opens a connection for an engine, and sorts failures.
     *
     * @param database any data source
     * @return an open connection, the caller's to close
     * @throws CredentialException if there are no credentials, or the server refuses them
     * @throws DatabaseUnavailableException if the database does not answer or does not exist
     * @throws MigrationException if connecting fails for another reason
     */
    public static Connection connect(DataSource database) {
        try {
            return database.getConnection();
        } catch (SQLException failure) {
            throw classify(failure);
        }
    }

    /**
     * Turns what {@code getConnection()} threw into one of ours.
     *
     * @param failure what was thrown
     * @return a {@link CredentialException}, {@link DatabaseUnavailableException} or {@link MigrationException}
     */
    public static MigrationException classify(SQLException failure) {
        if (failure.getCause() instanceof MigrationException ours) {
            return ours;
        }
        return switch (ConnectFailure.of(failure)) {
            case REFUSED ->
                new CredentialException(
                        "The database refused the log-in (" + oneLine(failure) + "): check user name and password",
                        failure);
            case UNKNOWN_DATABASE ->
                new DatabaseUnavailableException(
                        "The database does not exist (" + oneLine(failure) + "): check its name", failure);
            case UNAVAILABLE ->
                new DatabaseUnavailableException(
                        "The database does not answer (" + oneLine(failure) + "): check host, port and network",
                        failure);
            case OTHER -> new MigrationException("Cannot connect to the database (" + oneLine(failure) + ")", failure);
        };
    }

    static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Builds a {@link DataSource}. Not thread-safe. */
    public static final class Builder {
        final String url;
        final Properties properties = new Properties();
        Duration wait = Duration.ZERO;

        @Nullable
        CredentialProvider<UsernamePassword> credentials;

        @Nullable
        ClassLoader driverClassLoader;

        private Builder(String url) {
            this.url = url;
        }

        /** Who may log in; without it the driver is given neither user name nor password. */
        public Builder credentials(CredentialProvider<UsernamePassword> credentials) {
            this.credentials = requireNonNull(credentials, "credentials");
            return this;
        }

        /**
         * How long to wait for a database that does not answer yet; not at all unless set.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder waitUpTo(Duration wait) {
            if (wait.isNegative()) {
                throw new IllegalArgumentException("waitUpTo is negative: " + wait);
            }
            this.wait = wait;
            return this;
        }

        /** Where to look for the driver; {@link java.sql.DriverManager}'s drivers unless set. Not closed. */
        public Builder driverClassLoader(ClassLoader driverClassLoader) {
            this.driverClassLoader = requireNonNull(driverClassLoader, "driverClassLoader");
            return this;
        }

        /**
         * Sets a connection property of the driver, in the driver's words.
         *
         * @throws IllegalArgumentException if it is {@code user} or {@code password}: those come from the credentials
         */
        public Builder property(String name, String value) {
            if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
                throw new IllegalArgumentException("Give '" + name + "' by credentials(…)");
            }
            properties.setProperty(name, requireNonNull(value, "value"));
            return this;
        }

        /** The data source. */
        public DataSource build() {
            return new ConnectingDataSource(this);
        }
    }
}
