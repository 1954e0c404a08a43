package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.UsernamePassword;
import dev.slipway.migration.testkit.CredentialProviderContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

class RdsTokensTest {
    private static final String HOST = "main.cluster-abc123.eu-central-1.rds.amazonaws.com";
    private static final String USER = "mi grator@a+b*ü~";
    private static final AwsSessionCredentials CREDENTIALS =
            AwsSessionCredentials.create("ASIAEXAMPLE", "the-secret-access-key", "IQoJb3Jp/Z2luX2Vj+EJX==");

    private final RdsTokens tokens = RdsTokens.using(StaticCredentialsProvider.create(CREDENTIALS), "us-west-2");

    @Test
    void aTokenIsWhatTheServerExpects() {
        UsernamePassword login = tokens.usernamePassword(HOST, 5432, USER).get();
        assertThat(login.username()).isEqualTo(USER);
        assertThat(SignatureV4.problemOfToken(
                        login.password().reveal(), CREDENTIALS, HOST + ":5432", "eu-central-1", USER))
                .isEmpty();
    }

    @Test
    void aTokenIsWhatTheSdksOwnUtilityMakes() {
        var utility = RdsUtilities.builder()
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(CREDENTIALS))
                .build();
        for (int tries = 0; ; tries++) {
            String expected = utility.generateAuthenticationToken(
                    request -> request.hostname(HOST).port(3306).username(USER));
            String ours =
                    tokens.usernamePassword(HOST, 3306, USER).get().password().reveal();
            if (tries == 9 || date(expected).equals(date(ours))) {
                assertThat(parameters(ours)).containsExactlyInAnyOrderElementsOf(parameters(expected));
                return;
            }
        }
    }

    private static String date(String token) {
        return token.replaceFirst(".*X-Amz-Date=", "").substring(0, 16);
    }

    private static List<String> parameters(String token) {
        return List.of(token.split("[?&]"));
    }

    @ParameterizedTest
    @CsvSource({
        "db.abc.eu-central-1.rds.amazonaws.com, eu-central-1",
        "proxy.proxy-abc.ap-southeast-2.rds.amazonaws.com, ap-southeast-2",
        "db.abc.us-gov-west-1.rds.amazonaws.com, us-gov-west-1",
        "db.abc.cn-north-1.rds.amazonaws.com.cn, cn-north-1",
        "database.internal, us-west-2",
        "10.0.0.7, us-west-2",
    })
    void theRegionIsThatOfTheHostOrElseTheGivenOne(String host, String region) {
        String token =
                tokens.usernamePassword(host, 5432, "app").get().password().reveal();
        assertThat(token).contains("%2F" + region + "%2Frds-db%2Faws4_request");
    }

    @Test
    void missingAwsCredentialsAreSaidToBeMissing() {
        var none = RdsTokens.using(
                () -> {
                    throw new IllegalStateException("nothing of this is quoted");
                },
                "eu-west-1");
        assertThatThrownBy(() -> none.usernamePassword("db", 5432, "app").get())
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith(
                        "Cannot make a token for 'app' at db:5432: no AWS credentials are found: give the task")
                .hasNoCause();
    }

    @Test
    void afterCloseNoTokensAreMade() {
        var provider = tokens.usernamePassword("db", 5432, "app");
        tokens.close();
        assertThatThrownBy(provider::get)
                .isInstanceOf(CredentialException.class)
                .hasMessage("Cannot make a token for 'app' at db:5432: RdsTokens is closed");
    }

    @Test
    void whatCannotBeAnAddressOrUserIsAProgrammersError() {
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword("", 5432, "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword("a/b", 5432, "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword(null, 5432, "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword("db", 0, "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword("db", 65536, "app"));
        assertThatIllegalArgumentException().isThrownBy(() -> tokens.usernamePassword("db", 5432, " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RdsTokens.builder().region(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db.x/app | db.x | 5432 | {sslmode=verify-full}",
                "jdbc:postgresql://db:6432/app?ApplicationName=a | db | 6432 | {sslmode=verify-full}",
                "jdbc:postgresql://db/app?sslmode=require | db | 5432 | {}",
                "jdbc:postgresql://db/app?ssl=false | db | 5432 | {sslmode=verify-full}",
                "jdbc:mysql://db/app | db | 3306 | {sslMode=VERIFY_IDENTITY}",
                "jdbc:mysql://db/app?sslMode=VERIFY_CA | db | 3306 | {}",
                "jdbc:mariadb://db:3307/app | db | 3307 | {sslMode=verify-full}",
                "jdbc:mariadb://db/app?sslMode=verify-ca&x=y | db | 3306 | {}",
            })
    void tlsIsSetUnlessTheUrlSetsIt(String url, String host, int port, String property) {
        TlsUrl parsed = TlsUrl.parse(url);
        assertThat(parsed.host() + " " + parsed.port() + " " + parsed.property())
                .isEqualTo(host + " " + port + " " + property);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db/app?sslmode=disable | without TLS",
                "jdbc:postgresql://db/app?sslmode=prefer | without TLS",
                "jdbc:postgresql://db/app?sslMode=verify-full | in lower case",
                "jdbc:postgresql://db/app?sslmode | without TLS",
                "jdbc:postgresql://db/app?SSLMODE=Allow | without TLS",
                "jdbc:postgresql://db/app?ssl%6Dode=%64isable | without TLS",
                "jdbc:postgresql://db/app?sslmode=require&sslmode=disable | without TLS",
                "jdbc:mysql://db/app?sslMode=PREFERRED | without TLS",
                "jdbc:mysql://db/app?useSSL=false | decides about TLS by",
                "jdbc:mariadb://db/app?sslMode=disable | without TLS",
                "jdbc:postgresql://a,b/app | a token is made for one host",
                "jdbc:postgresql:app | a token is made for one host",
                "jdbc:h2:mem:app | a token is made for one host",
            })
    void aUrlThatAllowsAConnectionWithoutTlsIsRefused(String url, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.dataSource(url, "app"))
                .withMessageContaining(message);
    }

    /** The store is the role's credentials, and time stands still: a token of another second would be another one. */
    @Nested
    class Contract extends CredentialProviderContract<UsernamePassword> {
        private final AtomicReference<AwsCredentials> role = new AtomicReference<>(CREDENTIALS);
        private int rotations;

        @Override
        protected CredentialProvider<UsernamePassword> provider() {
            Clock still = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneOffset.UTC);
            return new RdsTokens(AwsAccess.borrowed("eu-west-1", role::get), still).usernamePassword(HOST, 5432, USER);
        }

        @Override
        protected UsernamePassword current() {
            return provider().get();
        }

        @Override
        protected UsernamePassword rotate() {
            rotations++;
            role.set(AwsSessionCredentials.create(
                    "ASIAEXAMPLE" + rotations, "key-" + rotations, "IQoJb3Jp/" + rotations));
            return current();
        }

        @Override
        protected List<String> secrets(UsernamePassword credentials) {
            String token = credentials.password().reveal();
            return List.of(
                    token.replaceFirst(".*X-Amz-Signature=([0-9a-f]+).*", "$1"),
                    token.replaceFirst(".*X-Amz-Security-Token=([^&]+).*", "$1"));
        }

        @Override
        protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
            return RdsTokens.using(
                            () -> {
                                throw new IllegalStateException(content);
                            },
                            "eu-west-1")
                    .usernamePassword(HOST, 5432, USER);
        }
    }
}
