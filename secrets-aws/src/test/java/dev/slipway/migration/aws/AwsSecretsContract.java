package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.testkit.CredentialProviderContract;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What every provider of {@link AwsSecrets} promises, each kind on a stand-in of its own. */
abstract class AwsSecretsContract<C> extends CredentialProviderContract<C> {
    private static final String ID = "postgresql@auroradb@master@sqladmin";

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start();
    private final SecretsManagerClient client = aws.client();
    private int rotations;

    AwsSecretsContract() {
        aws.put(ID, stored(value()));
    }

    /** What the secret holds where the wanted value is {@code value}. */
    abstract String stored(String value);

    abstract CredentialProvider<C> provider(AwsSecrets secrets, String id);

    abstract C credentials(String value);

    private String value() {
        return "pa\"ss'wörd-" + rotations + "-0123456789";
    }

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    @Override
    protected CredentialProvider<C> provider() {
        return provider(AwsSecrets.using(client), ID);
    }

    @Override
    protected C current() {
        return credentials(value());
    }

    @Override
    protected C rotate() {
        rotations++;
        aws.put(ID, stored(value()));
        return current();
    }

    @Override
    protected int reads() {
        return aws.calls();
    }

    static String json(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** A JSON document that ends in the middle of its content. */
    CredentialProvider<C> broken(String content, Kind<C> kind) {
        aws.put("broken", "{\"username\":\"app\",\"password\":\"" + json(content));
        return kind.of(AwsSecrets.using(client), "broken");
    }

    /** Bytes that begin as text and end as none. */
    CredentialProvider<C> binary(String content, Kind<C> kind) {
        aws.putBinary("broken", (content + "\u00ff").getBytes(ISO_8859_1));
        return kind.of(AwsSecrets.using(client), "broken");
    }

    interface Kind<C> {
        CredentialProvider<C> of(AwsSecrets secrets, String id);
    }
}
