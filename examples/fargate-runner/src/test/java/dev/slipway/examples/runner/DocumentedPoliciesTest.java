package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The policies that docs/secrets.md shows allow what the clients ask for, and nothing beside it. */
class DocumentedPoliciesTest {
    private static final String SECRET =
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/app/migrator-AbC1eF";
    private static final String OTHER_SECRET =
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/app/migrator2-AbC1eF";
    private static final String PARAMETER = "arn:aws:ssm:eu-west-1:123456789012:parameter/prod/app/migrator";
    private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/KEY-ID";
    private static final String USER = "arn:aws:rds-db:eu-west-1:123456789012:dbuser:cluster-RESOURCE-ID/migrator";
    private static final Map<String, String> OF_SECRET = Map.of(
            "kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com", "kms:EncryptionContext:SecretARN", SECRET);
    private static final Map<String, String> OF_PARAMETER =
            Map.of("kms:ViaService", "ssm.eu-west-1.amazonaws.com", "kms:EncryptionContext:PARAMETER_ARN", PARAMETER);

    private final List<IamPolicy> shown = IamPolicy.shownIn(Path.of("../../docs/secrets.md"));

    @Test
    void eachRequestOfTheClientsIsAllowedByThePolicyForIt() {
        assertThat(shown).hasSize(7);
        assertThat(allowing("secretsmanager:GetSecretValue", SECRET, Map.of())).hasSize(1);
        assertThat(allowing("secretsmanager:BatchGetSecretValue", "*", Map.of()))
                .hasSize(1);
        assertThat(allowing("ssm:GetParameter", PARAMETER, Map.of())).hasSize(1);
        assertThat(allowing("rds-db:connect", USER, Map.of())).hasSize(1);
        assertThat(allowing("kms:Decrypt", KEY, Map.of()))
                .as("a value of AwsKms")
                .hasSize(1);
        assertThat(allowing("kms:Decrypt", KEY, OF_SECRET)).as("and that").hasSize(2);
        assertThat(allowing("kms:Decrypt", KEY, OF_PARAMETER)).as("and that").hasSize(2);
    }

    @Test
    void nothingBesideItIsAllowed() {
        assertThat(allowing("secretsmanager:GetSecretValue", OTHER_SECRET, Map.of()))
                .isEmpty();
        assertThat(allowing("secretsmanager:PutSecretValue", SECRET, Map.of())).isEmpty();
        assertThat(allowing("ssm:GetParameter", PARAMETER + "2", Map.of())).isEmpty();
        assertThat(allowing("rds-db:connect", USER + "2", Map.of())).isEmpty();
        assertThat(allowing("kms:Decrypt", KEY + "2", OF_SECRET)).isEmpty();
        assertThat(allowing("kms:Encrypt", KEY, Map.of())).isEmpty();
        // The policy for values of AwsKms has no condition.
        assertThat(allowing(
                        "kms:Decrypt",
                        KEY,
                        Map.of(
                                "kms:ViaService",
                                "secretsmanager.eu-west-1.amazonaws.com",
                                "kms:EncryptionContext:SecretARN",
                                OTHER_SECRET)))
                .hasSize(1);
        assertThat(allowing(
                        "kms:Decrypt",
                        KEY,
                        Map.of(
                                "kms:ViaService",
                                "secretsmanager.eu-west-1.amazonaws.com",
                                "kms:EncryptionContext:PARAMETER_ARN",
                                PARAMETER)))
                .hasSize(1);
    }

    private List<IamPolicy> allowing(String action, String resource, Map<String, String> context) {
        return shown.stream()
                .filter(policy -> policy.allows(action, resource, context))
                .toList();
    }
}
