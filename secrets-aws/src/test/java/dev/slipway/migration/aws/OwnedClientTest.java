package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client that is made from the environment, in processes whose environment is known. */
class OwnedClientTest {
    private static final String ID = "postgresql@auroradb@master@sqladmin";
    private static final String TEXT = "thirty-two characters of content";

    private final SecretsManagerStandIn aws =
            SecretsManagerStandIn.start("eu-central-1").put(ID, TEXT);
    private final AtomicInteger metadataCalls = new AtomicInteger();
    private HttpServer instanceMetadata;

    @TempDir
    Path home;

    @BeforeEach
    void offerInstanceMetadata() throws IOException {
        instanceMetadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instanceMetadata.createContext("/", exchange -> {
            metadataCalls.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        instanceMetadata.start();
    }

    @AfterEach
    void stop() {
        instanceMetadata.stop(0);
        aws.close();
    }

    @Test
    void aTaskReadsByItsRoleItsRegionAndItsEndPointAndLeavesNoThread() throws Exception {
        assertThat(readSecret(aws.environment(), ID)).containsExactly("made", "read 32 characters", "left []");
        assertThat(aws.credentialCalls()).isOne();
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
        aws.refuseCredentials();
        assertThat(readSecret(aws.environment(), ID))
                .contains("failed Cannot read secret '" + ID + "': the container's end point gives no AWS credentials:"
                        + " check that the task definition names a task role (taskRoleArn) that"
                        + " ecs-tasks.amazonaws.com may assume");
        assertThat(metadataCalls).as("a container does not ask the instance").hasValue(0);
        assertThat(aws.calls()).isZero();
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
    void throttlingIsTriedThreeTimesInAll() throws Exception {
        aws.throttle(ID, 2);
        assertThat(readSecret(aws.environment(), ID)).contains("read 32 characters");
        aws.throttle(ID, 3);
        assertThat(readSecret(aws.environment(), ID).get(1))
                .contains(": AWS throttles the calls (ThrottlingException,");
        assertThat(aws.calls()).isEqualTo(6);
    }

    /** What a new process says that has this environment and no other, and no configuration files. */
    private List<String> readSecret(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ReadSecret.class.getName()));
        command.addAll(List.of(arguments));
        File output = Files.createTempFile(home, "output", ".txt").toFile();
        var builder = new ProcessBuilder(command)
                .redirectError(home.resolve("errors.txt").toFile())
                .redirectOutput(output);
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                        "http://127.0.0.1:" + instanceMetadata.getAddress().getPort());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(home.resolve("errors.txt"))).doesNotContain("Exception", TEXT);
        return Files.readAllLines(output.toPath());
    }
}
