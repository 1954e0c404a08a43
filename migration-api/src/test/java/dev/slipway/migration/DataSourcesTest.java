package dev.slipway.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSourcesTest {
    private static final String URL = "jdbc:scripted://host/db";
    private final ScriptedDriver driver = new ScriptedDriver();

    @BeforeEach
    void register() throws SQLException {
        DriverManager.registerDriver(driver);
    }

    @AfterEach
    void deregister() throws SQLException {
        DriverManager.deregisterDriver(driver);
    }

    @Test
    void credentialsAreAskedForOnEveryConnect() throws SQLException {
        var calls = new AtomicInteger();
        var database = DataSources.of(URL, () -> login("pw-" + calls.incrementAndGet()));
        driver.connects(2);

        database.getConnection();
        database.getConnection();

        assertThat(driver.passwords).containsExactly("pw-1", "pw-2");
    }

    @Test
    void aRefusedLogInIsTriedOnceMoreWithNewerCredentials() throws SQLException {
        var provider = new RotatingProvider("tr0ub4dor", "new-password");
        driver.fails(new SQLException("no", "28P01")).connects(1);

        DataSources.of(URL, provider).getConnection();

        assertThat(driver.passwords).containsExactly("tr0ub4dor", "new-password");
    }

    @Test
    void aRefusedLogInIsNotRepeatedWithTheSameCredentials() {
        driver.fails(new SQLException("password authentication failed for \"tr0ub4dor\"", "28P01"));
        var database = DataSources.builder(URL)
                .credentials(new RotatingProvider("tr0ub4dor", "tr0ub4dor"))
                .waitUpTo(Duration.ofSeconds(30))
                .build();

        Throwable failure = catchThrowable(database::getConnection);

        assertThat(failure)
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessage("Cannot log in to " + URL
                        + " (password authentication failed for \"[redacted]\"): check the user name and password");
        assertThat(DataSources.classify((SQLException) failure)).isInstanceOf(CredentialException.class);
        assertThat(driver.passwords).hasSize(1);
    }

    @Test
    void newerCredentialsThatAreRefusedTooAreTheLastTry() {
        driver.fails(new SQLException("no", "28P01")).fails(new SQLException("no", "28P01"));
        var database = DataSources.of(URL, new RotatingProvider("tr0ub4dor", "new-password"));

        assertThatThrownBy(database::getConnection).isInstanceOf(SQLInvalidAuthorizationSpecException.class);
        assertThat(driver.passwords).hasSize(2);
    }

    @Test
    void aDatabaseThatIsStartingIsWaitedFor() throws SQLException {
        driver.fails(new SQLException("the database system is starting up", "57P03"))
                .fails(new SQLException("refused", "08001", new ConnectException()))
                .connects(1);
        var database = DataSources.builder(URL).waitUpTo(Duration.ofSeconds(30)).build();

        assertThat(database.getConnection()).isInstanceOf(Connection.class);
        assertThat(driver.passwords).hasSize(3);
    }

    @Test
    void whenTheWaitHasPassedTheLastAnswerIsTold() {
        driver.always(new SQLException("connection\n refused", "08001", new ConnectException()));
        var database = DataSources.builder(URL).waitUpTo(Duration.ofMillis(300)).build();

        Throwable failure = catchThrowable(database::getConnection);

        assertThat(failure)
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageStartingWith("Cannot connect to " + URL + ": no usable answer")
                .hasMessageContaining("(connection; refused)");
        assertThat(DataSources.classify((SQLException) failure)).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(driver.passwords).hasSizeGreaterThan(1);
    }

    @Test
    void withoutAWaitThereIsOneTry() {
        driver.always(new SQLException("refused", "08001", new ConnectException()));

        assertThatThrownBy(DataSources.builder(URL).build()::getConnection)
                .isInstanceOf(SQLTransientConnectionException.class);
        assertThat(driver.passwords).hasSize(1);
    }

    @Test
    void anUnknownDatabaseAndAnUntrustedCertificateFailAtOnce() {
        var database = DataSources.builder(URL)
                .credentials(CredentialProvider.of(login("the-password")))
                .waitUpTo(Duration.ofSeconds(30))
                .build();

        driver.fails(new SQLException("database \"db\" does not exist", "3D000"));
        assertThat(DataSources.classify((SQLException) catchThrowable(database::getConnection)))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("check the name of the database");
        var untrusted = new SSLHandshakeException("PKIX path building failed");
        untrusted.initCause(new CertificateException());
        driver.fails(new SQLException("SSL error", "08006", untrusted));
        assertThat(DataSources.classify((SQLException) catchThrowable(database::getConnection)))
                .isExactlyInstanceOf(MigrationException.class)
                .hasMessageContaining("SSL error");
        assertThat(driver.passwords).hasSize(2);
    }

    @Test
    void aWaitThatIsInterruptedEndsAndLeavesTheFlagSet() {
        driver.always(new SQLException("refused", "08001", new ConnectException()));
        var database = DataSources.builder(URL).waitUpTo(Duration.ofMinutes(5)).build();
        Thread.currentThread().interrupt();

        assertThatThrownBy(database::getConnection)
                .isInstanceOf(SQLTransientConnectionException.class)
                .hasMessageContaining("Interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatADriverThrowsUncheckedIsNoneOfTheCallersBusiness() {
        driver.crashes(new IllegalStateException("lost tr0ub4dor"));
        var database = DataSources.of(URL, CredentialProvider.of(login("tr0ub4dor")));

        assertThatThrownBy(() -> DataSources.connect(database))
                .isExactlyInstanceOf(MigrationException.class)
                .hasMessage("Cannot connect to " + URL + " (java.lang.IllegalStateException: lost [redacted])");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> DataSources.connect(database)).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aProvidersOwnExceptionReachesTheCaller() {
        var none = new CredentialException("no such secret 'x'");
        var database = DataSources.of(URL, () -> {
            throw none;
        });

        assertThatThrownBy(() -> DataSources.connect(database)).isSameAs(none);
    }

    @Test
    void connectTurnsFailuresOfAnyDataSourceIntoOurs() {
        driver.fails(new SQLException("no", "28P01"));
        assertThatThrownBy(() -> DataSources.connect(DataSources.builder(URL).build()))
                .isInstanceOf(CredentialException.class);
        assertThat(DataSources.classify(new SQLTransientConnectionException("pool is exhausted")))
                .isInstanceOf(DatabaseUnavailableException.class)
                .hasMessageContaining("pool is exhausted");
    }

    @Test
    void aUrlWithoutADriverSaysSo() {
        assertThatThrownBy(() ->
                        DataSources.connect(DataSources.builder("jdbc:nobody:x").build()))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("no JDBC driver accepts this URL");
    }

    @Test
    void propertiesReachTheDriverAndCannotCarryThePassword() throws SQLException {
        driver.connects(1);
        DataSources.builder(URL).property("sslmode", "verify-full").build().getConnection();

        assertThat(driver.last).containsEntry("sslmode", "verify-full");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSources.builder(URL).property("Password", "x"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                    28P01, 0,     REFUSED
                    28000, 0,     REFUSED
                    28000, 1045,  REFUSED
                    S0001, 18456, REFUSED
                    72000, 1017,  REFUSED
                    -,     -1403, REFUSED
                    3D000, 0,     UNKNOWN_DATABASE
                    42000, 1049,  UNKNOWN_DATABASE
                    90146, 90146, UNKNOWN_DATABASE
                    57P03, 0,     UNAVAILABLE
                    53300, 0,     UNAVAILABLE
                    08004, 1040,  UNAVAILABLE
                    08001, 0,     UNAVAILABLE
                    08004, 0,     OTHER
                    42601, 0,     OTHER
                    """)
    void failuresAreSortedByStateAndCode(String state, int code, ConnectFailure expected) {
        assertThat(ConnectFailure.of(new SQLException("x", state, code))).isEqualTo(expected);
    }

    @Test
    void networkFailuresWithoutAStateAreSortedByCause() {
        assertThat(List.of(
                        new ConnectException(),
                        new SocketTimeoutException(),
                        new UnknownHostException(),
                        new EOFException()))
                .allSatisfy(cause ->
                        assertThat(ConnectFailure.of(new SQLException(cause))).isEqualTo(ConnectFailure.UNAVAILABLE));
        var broken = new SSLHandshakeException("Remote host terminated the handshake");
        broken.initCause(new EOFException());
        assertThat(ConnectFailure.of(new SQLException("x", "08006", broken))).isEqualTo(ConnectFailure.UNAVAILABLE);
        assertThat(ConnectFailure.of(new SQLException("x", "08006", new SSLHandshakeException("no cipher"))))
                .isEqualTo(ConnectFailure.OTHER);
    }

    private static UsernamePassword login(String password) {
        return new UsernamePassword("me", Secret.of(password));
    }

    private static final class RotatingProvider implements CredentialProvider<UsernamePassword> {
        private final String newer;
        private String current;

        RotatingProvider(String first, String newer) {
            this.current = first;
            this.newer = newer;
        }

        @Override
        public UsernamePassword get() {
            return login(current);
        }

        @Override
        public UsernamePassword replace(UsernamePassword rejected) {
            current = newer;
            return get();
        }
    }

    /** Answers as it was told to: a real driver cannot be made to say all of this. */
    private static final class ScriptedDriver implements Driver {
        private static final SQLException NONE = new SQLException("none");
        private final Deque<SQLException> script = new ArrayDeque<>();
        private final List<String> passwords = new ArrayList<>();
        private Properties last = new Properties();
        private SQLException always = NONE;
        private RuntimeException crash = null;

        ScriptedDriver fails(SQLException failure) {
            script.add(failure);
            return this;
        }

        void connects(int times) {
            for (int i = 0; i < times; i++) {
                script.add(NONE);
            }
        }

        void crashes(RuntimeException failure) {
            this.crash = failure;
        }

        void always(SQLException failure) {
            this.always = failure;
        }

        @Override
        public Connection connect(String url, Properties info) throws SQLException {
            passwords.add(info.getProperty("password", ""));
            last = info;
            if (crash != null) {
                throw crash;
            }
            SQLException next = script.isEmpty() ? always : script.poll();
            if (next != NONE) {
                throw next;
            }
            return (Connection) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> null);
        }

        @Override
        public boolean acceptsURL(String url) {
            return url.startsWith("jdbc:scripted:");
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }
}
