package dev.slipway.migration;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Opens one physical connection for each call: asks for credentials, waits for a database that is waking. */
final class ConnectingDataSource implements DataSource {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(DataSources.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int LOGIN_TIMEOUT_SECONDS = 20;

    /**
     * What keeps an attempt from hanging for ever on a host that swallows packets, and a long statement from being
     * dropped by a gateway; a URL's or caller's own value wins. Names and units are the drivers'.
     */
    private static final Map<String, Map<String, String>> DRIVER_DEFAULTS = Map.of(
            "jdbc:postgresql:",
                    Map.of("loginTimeout", "" + LOGIN_TIMEOUT_SECONDS, "connectTimeout", "10", "tcpKeepAlive", "true"),
            "jdbc:mariadb:", Map.of("connectTimeout", "10000"),
            "jdbc:mysql:", Map.of("connectTimeout", "10000"),
            "jdbc:sqlserver:", Map.of("loginTimeout", "" + LOGIN_TIMEOUT_SECONDS));

    private final String url;
    private final Properties properties;
    private final Duration wait;
    private final @Nullable CredentialProvider<UsernamePassword> credentials;
    private final @Nullable ClassLoader driverClassLoader;

    ConnectingDataSource(DataSources.Builder builder) {
        this.url = builder.url;
        this.properties = new Properties();
        DRIVER_DEFAULTS.forEach((prefix, defaults) -> {
            if (url.startsWith(prefix)) {
                defaults.forEach((name, value) -> {
                    if (!url.contains(name + "=")) {
                        properties.setProperty(name, value);
                    }
                });
            }
        });
        this.wait = builder.wait;
        if (properties.containsKey("loginTimeout") && !wait.isZero()) {
            // One attempt must not take longer than all are given.
            long seconds = Math.max(1, Math.min(LOGIN_TIMEOUT_SECONDS, wait.toSeconds()));
            properties.setProperty("loginTimeout", String.valueOf(seconds));
        }
        this.properties.putAll(builder.properties);
        this.credentials = builder.credentials;
        this.driverClassLoader = builder.driverClassLoader;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Driver driver = driver();
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return connectWithCredentials(driver);
            } catch (Failed failed) {
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted();
                }
                if (failed.kind != ConnectFailure.UNAVAILABLE) {
                    throw describe(failed);
                }
                Duration soFar = Duration.ofNanos(System.nanoTime() - start);
                if (soFar.plus(pause).compareTo(wait) > 0) {
                    throw waitRanOut(failed, soFar);
                }
                LOG.info(
                        "Waiting for {} for {} s of at most {} s: {}",
                        url,
                        soFar.toSeconds(),
                        wait.toSeconds(),
                        failed.reason());
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private Connection connectWithCredentials(Driver driver) throws Failed {
        if (credentials == null) {
            return connect(driver, null);
        }
        UsernamePassword first = credentials.get();
        try {
            return connect(driver, first);
        } catch (Failed failed) {
            if (failed.kind != ConnectFailure.REFUSED) {
                throw failed;
            }
            UsernamePassword newer = credentials.replace(first);
            if (newer.equals(first)) {
                throw failed;
            }
            LOG.info("The log-in to {} was refused: trying once more with newer credentials", url);
            return connect(driver, newer);
        }
    }

    private Connection connect(Driver driver, @Nullable UsernamePassword login) throws Failed {
        var all = new Properties();
        all.putAll(properties);
        if (login != null) {
            all.setProperty("user", login.username());
            all.setProperty("password", login.password().reveal());
        }
        try {
            Connection connection = driver.connect(url, all);
            if (connection == null) {
                throw new SQLException("the driver " + driver.getClass().getName() + " did not take the URL");
            }
            return connection;
        } catch (SQLException failure) {
            var redactor = login == null ? Redactor.none() : Redactor.of(List.of(login.password()));
            throw new Failed(ConnectFailure.of(failure), (SQLException) redactor.redact(failure));
        } catch (RuntimeException unexpected) {
            // PostgreSQL's driver answers an interrupt so.
            var redactor = login == null ? Redactor.none() : Redactor.of(List.of(login.password()));
            Throwable safe = redactor.redact(unexpected);
            throw new Failed(ConnectFailure.OTHER, new SQLException(String.valueOf(safe.getMessage()), safe));
        }
    }

    /** A failed attempt: what kind, told by the original, and the original without the password. */
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final ConnectFailure kind;
        private final SQLException exception;

        Failed(ConnectFailure kind, SQLException exception) {
            super(exception);
            this.kind = kind;
            this.exception = exception;
        }

        String reason() {
            return DataSources.oneLine(exception);
        }
    }

    private Driver driver() throws SQLException {
        List<Driver> drivers = driverClassLoader == null
                ? Collections.list(DriverManager.getDrivers())
                : ServiceLoader.load(Driver.class, driverClassLoader).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        for (Driver driver : drivers) {
            if (driver.acceptsURL(url)) {
                return driver;
            }
        }
        throw noDriver();
    }

    private SQLException noDriver() {
        var ours = new MigrationException("Cannot connect to " + url
                + ": no JDBC driver accepts this URL: add the driver's jar, or mend the URL");
        return new SQLNonTransientConnectionException(ours.getMessage(), ours);
    }

    private SQLException describe(Failed failed) {
        String reason = " (" + failed.reason() + ")";
        SQLException cause = failed.exception;
        if (failed.kind == ConnectFailure.REFUSED) {
            var ours = new CredentialException(
                    "Cannot log in to " + url + reason + ": check the user name and password", cause);
            return new SQLInvalidAuthorizationSpecException(
                    ours.getMessage(), cause.getSQLState(), cause.getErrorCode(), ours);
        }
        var ours = failed.kind == ConnectFailure.UNKNOWN_DATABASE
                ? new DatabaseUnavailableException(
                        "Cannot connect to " + url + reason + ": check the name of the database", cause)
                : new MigrationException("Cannot connect to " + url + reason, cause);
        return new SQLNonTransientConnectionException(
                ours.getMessage(), cause.getSQLState(), cause.getErrorCode(), ours);
    }

    private SQLException waitRanOut(Failed failed, Duration soFar) {
        String waited = wait.isZero() ? "" : " within " + Math.max(wait.toSeconds(), soFar.toSeconds()) + " s";
        var ours = new DatabaseUnavailableException(
                "Cannot connect to " + url + ": no usable answer" + waited + " (" + failed.reason()
                        + "): check host, port, network rules and that the database is running",
                failed.exception);
        return new SQLTransientConnectionException(
                ours.getMessage(), failed.exception.getSQLState(), failed.exception.getErrorCode(), ours);
    }

    private void sleep(Duration pause) throws SQLException {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private SQLException interrupted() {
        var ours = new DatabaseUnavailableException("Interrupted while waiting for " + url);
        return new SQLTransientConnectionException(ours.getMessage(), ours);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The credentials come from the credential provider");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("Set waitUpTo, or the driver's own property");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("Logs go to SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("This data source is no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    /** The URL, which holds no credentials. */
    @Override
    public String toString() {
        return "DataSource[" + url + "]";
    }
}
