package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client that is made from the environment, in processes whose environment is known: one for each environment. */
class OwnedClientTest {
    private static final String ID = "postgresql@auroradb@master@sqladmin";
    private static final String TEXT = "thirty-two characters of content";

    /** The SDK's modules for other services than Secrets Manager. */
    private static final List<String> OTHERS = List.of("ssm", "kms", "sts", "rds", "aws-query-protocol");

    private static final SecretsManagerStandIn aws = SecretsManagerStandIn.start("eu-central-1");
    private static final AtomicInteger metadataCalls = new AtomicInteger();
    private static final Map<String, ReaderProcess> PROCESSES = new HashMap<>();
    private static HttpServer instanceMetadata;
    private List<String> withoutModules = List.of();
    private int callsBefore;
    private int credentialCallsBefore;

    @TempDir
    static Path home;

    @BeforeAll
    static void offerInstanceMetadata() throws IOException {
        instanceMetadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instanceMetadata.createContext("/", exchange -> {
            metadataCalls.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        instanceMetadata.start();
    }

    @BeforeEach
    void begin() {
        aws.put(ID, TEXT).heal(ID);
        aws.aws().refuseCredentials(false);
        metadataCalls.set(0);
        callsBefore = aws.aws().calls();
        credentialCallsBefore = aws.credentialCalls();
    }

    private int calls() {
        return aws.aws().calls() - callsBefore;
    }

    private int credentialCalls() {
        return aws.credentialCalls() - credentialCallsBefore;
    }

    @AfterAll
    static void stop() throws Exception {
        for (ReaderProcess process : PROCESSES.values()) {
            process.close();
        }
        instanceMetadata.stop(0);
        aws.close();
    }

    @Test
    void aTaskReadsByItsRoleItsRegionAndItsEndPointAndLeavesNoThread() throws Exception {
        assertThat(readSecret(aws.environment(), ID)).containsExactly("made", "read 32 characters", "left []");
        assertThat(credentialCalls()).isOne();
        assertThat(metadataCalls).hasValue(0);
    }

    @Test
    void theGivenRegionWinsAndNoOtherIsLookedUp() throws Exception {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("AWS_REGION", "us-east-1");
        assertThat(readSecret(environment, ID, "eu-central-1")).contains("read 32 characters");
        environment.remove("AWS_REGION");
        assertThat(readSecret(environment, ID, "eu-central-1")).contains("read 32 characters");
        assertThat(metadataCalls).hasValue(0);
    }

    @Test
    void aMissingRegionIsFoundAtTheFirstReadAndSaid() throws Exception {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.remove("AWS_REGION");
        assertThat(readSecret(environment, ID))
                .containsExactly(
                        "made",
                        "failed Cannot read secret '" + ID
                                + "': no AWS region is configured: set AWS_REGION, or give the region",
                        "left []");
        assertThat(metadataCalls).as("a container does not ask the instance").hasValue(0);
    }

    @Test
    void aTaskWithoutARoleIsToldSo() throws Exception {
        aws.aws().refuseCredentials(true);
        assertThat(readSecret(aws.environment(), ID))
                .contains("failed Cannot read secret '" + ID + "': the container's end point gives no AWS credentials:"
                        + " check that the task definition names a task role (taskRoleArn) that"
                        + " ecs-tasks.amazonaws.com may assume");
        assertThat(metadataCalls).as("a container does not ask the instance").hasValue(0);
        assertThat(calls()).isZero();
    }

    @Test
    void outsideOfAContainerTheInstanceIsAskedToo() throws Exception {
        assertThat(readSecret(Map.of("AWS_REGION", "eu-central-1"), ID))
                .contains("failed Cannot read secret '" + ID
                        + "': no AWS credentials are found: give the task, function or"
                        + " instance a role, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        assertThat(metadataCalls.get()).isPositive();
    }

    @Test
    void anEndPointThatIsNoneIsNamed() throws Exception {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "not an address");
        assertThat(readSecret(environment, ID).get(1))
                .startsWith("failed Cannot read secret '" + ID + "': no client can be made (")
                .contains("check region, AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL");
    }

    @Test
    void anEndPointOfTheEnvironmentThatCannotBeReachedIsNamed() throws Exception {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1");
        assertThat(readSecret(environment, ID).get(1))
                .startsWith("failed Cannot read secret '" + ID
                        + "' in eu-central-1: no connection to http://127.0.0.1:1 (Connection refused): check");
    }

    @Test
    void aServiceThatAcceptsAndSaysNothingEndsByTheTimeout() throws Exception {
        aws.hang(ID);
        assertThat(readSecret(aws.environment(), ID, "eu-central-1", "900"))
                .containsExactly(
                        "made",
                        "failed Cannot read secret '" + ID + "' in eu-central-1: no answer from " + aws.endpoint()
                                + " in time: check end point, route (NAT gateway or VPC end point) and security group",
                        "left []");
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void throttlingIsTriedThreeTimesInAll() throws Exception {
        aws.throttle(ID, 2);
        assertThat(readSecret(aws.environment(), ID)).contains("read 32 characters");
        aws.throttle(ID, 3);
        assertThat(readSecret(aws.environment(), ID).get(1))
                .contains(": AWS throttles the calls (ThrottlingException,");
        assertThat(calls()).isEqualTo(6);
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void parametersAndEncryptedValuesAreReadByTheTasksRoleToo() throws Exception {
        aws.aws().parameterStore().put("/db", TEXT);
        assertThat(readSecret(aws.environment(), "ssm:/db")).containsExactly("made", "read 32 characters", "left []");
        String encrypted = aws.aws().kms().encrypt(TEXT);
        assertThat(readSecret(aws.environment(), "kms:" + encrypted))
                .containsExactly("made", "read 32 characters", "left []");
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(
            named = "slipway.longTests",
            matches = "true",
            disabledReason = "takes longer: -Plong-tests")
    void theTasksRoleMakesTokensForRds() throws Exception {
        List<String> lines = readSecret(aws.environment(), "rds:db.abc.eu-central-1.rds.amazonaws.com");
        assertThat(lines.get(1)).matches("read \\d{3} characters");
        assertThat(lines).endsWith("left []");
        assertThat(credentialCalls()).isOne();
        assertThat(calls()).as("calls but for the role").isZero();
    }

    @ParameterizedTest
    @CsvSource({"ssm, ssm:/db, AwsParameters, AWS Systems Manager", "kms, kms:AQIC, AwsKms, AWS KMS"})
    void aModuleOfTheSdkThatIsMissingIsNamed(String module, String id, String type, String title) throws Exception {
        withoutModules = OTHERS;
        assertThat(OTHERS).contains(module);
        assertThat(readSecret(aws.environment(), id))
                .containsExactly("failed " + type + " cannot be used: the client of " + title
                        + " is not on the class path: add software.amazon.awssdk:" + module
                        + " in the version of the AWS SDK's other modules");
    }

    @Test
    void secretsAreReadWithoutTheModulesForOtherServices() throws Exception {
        withoutModules = OTHERS;
        assertThat(readSecret(aws.environment(), ID)).containsExactly("made", "read 32 characters", "left []");
    }

    /** A service account of EKS: a token in a file and the role that it stands for. */
    private Map<String, String> webIdentity(String token) throws IOException {
        Path file = Files.writeString(home.resolve("token"), token);
        Map<String, String> environment = aws.aws().endpoints();
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString());
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/migrator");
        return environment;
    }

    @Test
    void aServiceAccountOfKubernetesReadsByItsRoleAndLeavesNoThread() throws Exception {
        assertThat(readSecret(webIdentity(aws.aws().webIdentityToken()), ID))
                .containsExactly("made", "read 32 characters", "left []");
        assertThat(credentialCalls()).as("calls of STS").isOne();
        assertThat(metadataCalls).hasValue(0);
    }

    @Test
    void aRefusedServiceAccountIsToldWhatToCheckAndTheInstanceIsNotAsked() throws Exception {
        assertThat(readSecret(webIdentity("stranger"), ID))
                .contains("failed Cannot read secret '" + ID
                        + "': the web identity gives no AWS credentials: check AWS_ROLE_ARN, that the role's trust policy"
                        + " names this identity (service account) for sts:AssumeRoleWithWebIdentity, and the route to AWS"
                        + " STS");
        assertThat(metadataCalls).as("a pod does not take the node's role").hasValue(0);
    }

    @Test
    void aModuleThatAServiceAccountNeedsIsNamed() throws Exception {
        withoutModules = List.of("sts");
        assertThat(readSecret(webIdentity(aws.aws().webIdentityToken()), ID).get(1))
                .endsWith(": the AWS SDK's module 'sts', which these AWS credentials need, is not on the class path:"
                        + " add software.amazon.awssdk:sts, or give credentials by another way");
    }

    @Test
    void aProfileWithSingleSignOnNamesTheModuleThatItNeeds() throws Exception {
        Map<String, String> environment = aws.aws().endpoints();
        Path config = Files.writeString(
                home.resolve("config"),
                "[profile dev]\nsso_session = acme\nsso_account_id = 123456789012\nsso_role_name = dev\n"
                        + "[sso-session acme]\nsso_region = eu-central-1\nsso_start_url = https://acme.awsapps.com/start\n");
        environment.put("AWS_CONFIG_FILE", config.toString());
        environment.put("AWS_PROFILE", "dev");
        assertThat(readSecret(environment, ID).get(1))
                .contains(": the AWS SDK's module 'sso', which these AWS credentials need, is not on the class path:");
    }

    /** What a process says that has this environment and no other; equal ones are served by the same process. */
    private List<String> readSecret(Map<String, String> environment, String... request) throws Exception {
        var whole = new TreeMap<>(environment);
        whole.put(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                "http://127.0.0.1:" + instanceMetadata.getAddress().getPort());
        String key = whole + " without " + withoutModules;
        ReaderProcess process = PROCESSES.get(key);
        if (process == null) {
            process = new ReaderProcess(home, whole, withoutModules);
            PROCESSES.put(key, process);
        }
        List<String> lines = process.read(request);
        assertThat(process.errors()).doesNotContain("Exception", TEXT);
        return lines;
    }
}
