package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Several secrets by one call, and what happens where that call is not allowed. */
class PrefetchTest {
    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start()
            .put("a", "text of a")
            .put("b", "text of b")
            .put("c", "text of c");
    private final SecretsManagerClient client = aws.client();
    private final AwsSecrets secrets = AwsSecrets.using(client);

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    private String read(String id) {
        return secrets.secret(id).get().reveal();
    }

    @Test
    void severalSecretsAreOneCall() {
        String arn = aws.arn("b");
        String partial = aws.arn("c").replaceFirst("-[^-]*$", "");
        secrets.prefetch(List.of("a", arn, partial));
        assertThat(aws.calls()).isOne();
        assertThat(List.of(read("a"), read(arn), read(partial))).containsExactly("text of a", "text of b", "text of c");
        assertThat(aws.calls()).isOne();
    }

    @Test
    void keysOfOneSecretAreReadOnce() {
        aws.put("json", "{\"x\":\"1\",\"y\":\"2\"}");
        secrets.prefetch(List.of("json:x::", "json:y::", "a"));
        assertThat(read("json:x::") + read("json:y::")).isEqualTo("12");
        assertThat(aws.calls("json\na")).isOne();
        assertThat(aws.calls()).isOne();
    }

    @Test
    void binarySecretsAreAmongThem() {
        aws.putBinary("binary", new byte[] {(byte) 0xff});
        secrets.prefetch(List.of("a", "binary"));
        assertThat(secrets.base64("binary").get().reveal()).isEqualTo("/w==");
        assertThat(aws.calls()).isOne();
    }

    @Test
    void moreThanTheServiceTakesAreSeveralCallsAndPagesAreFollowed() {
        List<String> ids = IntStream.range(0, 25).mapToObj(i -> "id" + i).toList();
        ids.forEach(id -> aws.put(id, "text of " + id));
        aws.pageSize(15);
        secrets.prefetch(ids);
        assertThat(aws.calls()).as("15 and 5 of 20, and 5").isEqualTo(3);
        assertThat(ids).allSatisfy(id -> assertThat(read(id)).isEqualTo("text of " + id));
        assertThat(aws.calls()).isEqualTo(3);
    }

    @Test
    void withoutThePermissionEachIsReadByItself() {
        aws.denyBatch();
        secrets.prefetch(List.of("a", "b"));
        assertThat(read("a") + read("b")).isEqualTo("text of atext of b");
        assertThat(aws.calls()).isEqualTo(3);
    }

    @Test
    void whatCannotBeReadIsSaidByItsProviderAndKeepsNothingFromTheOthers() {
        aws.deny("a");
        secrets.prefetch(List.of("a", "b", "missing"));
        assertThat(read("b")).isEqualTo("text of b");
        assertThat(aws.calls()).isOne();
        assertThatThrownBy(() -> read("a"))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("allow secretsmanager:GetSecretValue");
        assertThatThrownBy(() -> read("missing")).hasMessageContaining("there is no such secret");
    }

    @Test
    void whatIsKnownOrNamesAVersionIsNotReadAgain() {
        read("a");
        secrets.prefetch(List.of("a", "b"));
        secrets.prefetch(List.of("b::AWSCURRENT:", "c::AWSCURRENT:"));
        secrets.prefetch(List.of());
        assertThat(aws.calls()).isOne();
    }

    @Test
    void aRotationAfterwardsIsFollowed() {
        secrets.prefetch(List.of("a", "b"));
        var provider = secrets.secret("a");
        var first = provider.get();
        aws.put("a", "second");
        assertThat(provider.replace(first).reveal()).isEqualTo("second");
    }

    @Test
    void aServiceThatCannotBeReachedIsSaidAtOnce() {
        try (var nowhere = aws.clientBuilder()
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .build()) {
            assertThatThrownBy(() -> AwsSecrets.using(nowhere).prefetch(List.of("a", "b", "c")))
                    .isInstanceOf(CredentialException.class)
                    .hasMessageStartingWith(
                            "Cannot read secret 'a' and 2 more in eu-west-1: no connection to http://127.0.0.1:1 (")
                    .hasNoCause();
        }
    }

    @Test
    void anIdThatCannotBeOneIsAProgrammersError() {
        assertThatThrownBy(() -> secrets.prefetch(List.of("a", " "))).isInstanceOf(IllegalArgumentException.class);
        assertThat(aws.calls()).isZero();
    }
}
