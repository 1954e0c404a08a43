package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A database that is described by a secret in Amazon RDS's form, on a PostgreSQL that demands passwords. */
class DataSourceTest {
    private static final String PASSWORD = "first-'pass\\\"word";
    private static EmbeddedPostgres postgres;

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start();
    private final SecretsManagerClient client = aws.client();
    private final AwsSecrets secrets = AwsSecrets.using(client);

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        execute("create role app login");
        execute("create role app_clone login");
        Path rules = Path.of(show("hba_file"));
        Files.writeString(rules, "host all app,app_clone 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        execute("select pg_reload_conf()");
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String show(String setting) throws SQLException {
        return query(postgres.getPostgresDatabase(), "show " + setting);
    }

    private static String query(DataSource database, String sql) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void setPassword(String password) throws SQLException {
        setPassword("app", password);
    }

    private static void setPassword(String user, String password) throws SQLException {
        execute("alter role " + user + " password '" + password.replace("'", "''") + "'");
    }

    private void store(String password, String database) {
        store("app", password, database);
    }

    private void store(String user, String password, String database) {
        aws.put(
                "rds",
                "{\"username\":\"" + user + "\",\"password\":\""
                        + password.replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\",\"engine\":\"postgres\",\"host\":\"127.0.0.1\",\"port\":" + postgres.getPort() + database
                        + ",\"dbInstanceIdentifier\":\"main\"}");
    }

    @Test
    void rdssOwnSecretIsAllThatIsNeeded() throws SQLException {
        setPassword(PASSWORD);
        store(PASSWORD, ",\"dbname\":\"postgres\"");
        assertThat(query(secrets.dataSource("rds"), "select current_user || '@' || current_database()"))
                .isEqualTo("app@postgres");
        assertThat(aws.calls()).isOne();
    }

    @Test
    void aRotatedPasswordIsFollowed() throws SQLException {
        setPassword(PASSWORD);
        store(PASSWORD, "");
        DataSource database = secrets.dataSource("rds", "template1");
        assertThat(query(database, "select current_database()")).isEqualTo("template1");
        setPassword("second");
        store("second", "");
        assertThat(query(database, "select current_user")).isEqualTo("app");
        assertThat(query(database, "select current_user")).isEqualTo("app");
        assertThat(aws.calls()).isEqualTo(2);
    }

    @Test
    void aRotationThatAlternatesBetweenTwoUsersIsFollowedWhenTheLoginOfTheOneInUseEnds() throws SQLException {
        setPassword("app", "first");
        store("app", "first", "");
        DataSource database = secrets.dataSource("rds", "template1");
        assertThat(query(database, "select current_user")).isEqualTo("app");

        setPassword("app_clone", "second");
        store("app_clone", "second", "");
        assertThat(query(database, "select current_user")).isEqualTo("app");
        assertThat(aws.calls()).isOne();

        setPassword("app", "third");
        assertThat(query(database, "select current_user")).isEqualTo("app_clone");
        assertThat(aws.calls()).isEqualTo(2);

        store("app", "third", "");
        setPassword("app_clone", "fourth");
        assertThat(query(database, "select current_user")).isEqualTo("app");
        assertThat(aws.calls()).isEqualTo(3);
    }

    @Test
    void optionsReachTheDriver() throws SQLException {
        setPassword(PASSWORD);
        store(PASSWORD, ",\"dbname\":\"postgres\"");
        DataSource database = secrets.dataSource("rds", options -> options.property("ApplicationName", "schema"));
        assertThat(query(database, "select current_database() || current_setting('application_name')"))
                .isEqualTo("postgresschema");
        DataSource other =
                secrets.dataSource("rds", "template1", options -> options.property("ApplicationName", "schema"));
        assertThat(query(other, "select current_database() || current_setting('application_name')"))
                .isEqualTo("template1schema");
    }

    @Test
    void optionsDoNotReplaceTheLogin() throws SQLException {
        setPassword(PASSWORD);
        store(PASSWORD, ",\"dbname\":\"postgres\"");
        var stranger = new UsernamePassword("stranger", Secret.of("x"));
        DataSource database =
                secrets.dataSource("rds", options -> options.credentials(CredentialProvider.of(stranger)));
        assertThat(query(database, "select current_user")).isEqualTo("app");
    }

    @Test
    void aRefusedPasswordIsNotShown() throws SQLException {
        setPassword(PASSWORD);
        store("wrong-password", ",\"dbname\":\"postgres\"");
        DataSource database = secrets.dataSource("rds");
        assertThatThrownBy(database::getConnection)
                .isInstanceOf(SQLInvalidAuthorizationSpecException.class)
                .hasMessageContaining("check the user name and password")
                .hasMessageNotContaining("wrong-password");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aurora-postgresql | \"db.example\" | 5432   | jdbc:postgresql://db.example:5432/app",
                "postgresql        | \"db.example\" | \"1\"  | jdbc:postgresql://db.example:1/app",
                "Postgres          | \" db-1\"      | null   | jdbc:postgresql://db-1/app",
                "postgres          | \"[::1]\"      | 5432   | jdbc:postgresql://[::1]:5432/app",
                "mysql             | \"db\"         | 3306   | jdbc:mysql://db:3306/app",
                "aurora-mysql      | \"db\"         | 3306   | jdbc:mysql://db:3306/app",
                "aurora            | \"db\"         | 3306   | jdbc:mysql://db:3306/app",
                "mariadb           | \"db\"         | 3306   | jdbc:mariadb://db:3306/app",
                "sqlserver         | \"db\"         | 1433   | jdbc:sqlserver://db:1433;databaseName=app",
            })
    void theEngineDecidesTheUrl(String engine, String host, String port, String url) {
        aws.put(
                "rds",
                "{\"engine\":\"" + engine + "\",\"host\":" + host + ",\"port\":" + port + ",\"dbname\":\"app\"}");
        assertThat(secrets.dataSource("rds")).hasToString("DataSource[" + url + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'host':'db','dbname':'a'} | The JSON of secret 'rds' in eu-west-1 has no key 'engine' (it has 'host',"
                        + " 'dbname'): mend the key or the secret",
                "{'username':'u','password':'p'} | The JSON of secret 'rds' in eu-west-1 has no 'host', as is usual"
                        + " for a master user that RDS manages itself: take the login only, and give the JDBC URL",
                "{'engine':'postgres','host':'db'} | The JSON of secret 'rds' in eu-west-1 has no 'dbname': give the name"
                        + " of the database, or add the key",
                "{'engine':'mongo','host':'db','dbname':'a'} | The 'engine' in the JSON of secret 'rds' in eu-west-1 is"
                        + " none that has a JDBC URL here (postgres, mysql, mariadb, sqlserver and Aurora's names): take"
                        + " the login only, and give the JDBC URL",
                "{'engine':'postgres','host':'h/x?a=b','dbname':'a'} | The 'host' in the JSON of secret 'rds' in eu-west-1"
                        + " is not a host name: mend the secret",
                "{'engine':'postgres','host':'h','port':'1?x','dbname':'a'} | The 'port' in the JSON of secret 'rds' in"
                        + " eu-west-1 is not a port number: mend the secret",
                "{'engine':'postgres','host':'h','dbname':'a?password=b'} | The 'dbname' in the JSON of secret 'rds' in"
                        + " eu-west-1 is not a name that can stand in a JDBC URL: mend the secret",
            })
    void whatIsMissingOrUnusableIsNamed(String json, String message) {
        aws.put("rds", json.replace('\'', '"'));
        assertThatThrownBy(() -> secrets.dataSource("rds"))
                .isInstanceOf(CredentialException.class)
                .hasMessage(message)
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b"})
    void aNameOfADatabaseThatCannotBeOneIsRefused(String name) {
        aws.put("rds", "{\"engine\":\"postgres\",\"host\":\"db\"}");
        assertThatThrownBy(() -> secrets.dataSource("rds", name)).isInstanceOf(IllegalArgumentException.class);
    }
}
