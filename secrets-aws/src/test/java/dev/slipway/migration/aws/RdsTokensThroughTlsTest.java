package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.DataSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The real driver of PostgreSQL logs in to a server that checks tokens as RDS does. */
class RdsTokensThroughTlsTest {
    private static final AwsSessionCredentials ROLE =
            AwsSessionCredentials.create("ASIAEXAMPLE", "the-secret-access-key", "IQoJb3Jp/Z2luX2Vj+EJX==");

    @TempDir
    static Path directory;

    private static TokenServer.Identity identity;
    private TokenServer server;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TokenServer.Identity.make(directory);
    }

    @BeforeEach
    void start() throws Exception {
        server = new TokenServer(
                identity,
                token ->
                        SignatureV4.problemOfToken(token, ROLE, "localhost:" + server.port(), "eu-west-1", "migrator"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private DataSource database(AwsSessionCredentials role, Consumer<DataSources.Builder> options) {
        return RdsTokens.using(StaticCredentialsProvider.create(role), "eu-west-1")
                .dataSource(
                        "jdbc:postgresql://localhost:" + server.port() + "/app",
                        "migrator",
                        options.andThen(more -> more.property("assumeMinServerVersion", "9.4")));
    }

    private void trust(DataSources.Builder options) {
        options.property("sslrootcert", identity.certificate().toString());
    }

    private Throwable failure(DataSource database) {
        Throwable failure = catchThrowableOfType(
                SQLException.class, () -> database.getConnection().close());
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    @Test
    void eachConnectionLogsInByATokenOfItsOwnThroughTls() throws SQLException {
        DataSource database = database(ROLE, this::trust);
        database.getConnection().close();
        database.getConnection().close();
        assertThat(server.users()).containsExactly("migrator", "migrator");
    }

    @Test
    void aTokenByTheWrongRoleIsRefusedByTheServerAndNotShown() {
        var stranger = AwsSessionCredentials.create("ASIAEXAMPLE", "another", "IQoJb3Jp/Z2luX2Vj+EJX==");
        assertThat(failure(database(stranger, this::trust)))
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining(
                        "(FATAL: PAM authentication failed for user, because of the signature): check the user name")
                .hasMessageNotContaining("X-Amz");
        assertThat(server.users()).isEmpty();
    }

    @Test
    void aServerWithoutTlsGetsNoToken() {
        server.withoutTls();
        assertThat(failure(database(ROLE, this::trust))).hasMessageContaining("does not support SSL");
        assertThat(server.passwords()).isEmpty();
    }

    @Test
    void aServerThatIsNotTrustedGetsNoToken() throws Exception {
        var other = TokenServer.Identity.make(Files.createDirectory(directory.resolve("other")));
        failure(database(
                ROLE,
                options -> options.property("sslrootcert", other.certificate().toString())));
        assertThat(server.passwords()).isEmpty();
    }

    @Test
    void anOptionDoesNotTurnTlsOff() {
        server.withoutTls();
        DataSource database = database(ROLE, options -> {
            trust(options);
            options.property("sslmode", "disable");
        });
        assertThat(failure(database)).hasMessageContaining("does not support SSL");
        assertThat(server.passwords()).isEmpty();
    }
}
