package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.slipway.examples.runner.Reference.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    @Test
    void aSecretIsNamedWithOrWithoutAKey() {
        Reference whole = Reference.parse("secretsmanager:postgresql@auroradb@master@sqladmin");
        assertThat(whole.scheme()).isEqualTo(Scheme.SECRETSMANAGER);
        assertThat(whole.id()).isEqualTo("postgresql@auroradb@master@sqladmin");
        assertThat(whole.key()).isEmpty();

        Reference value = Reference.parse("secretsmanager:arn:aws:secretsmanager:eu-west-1:1:secret:a-x#password");
        assertThat(value.id()).isEqualTo("arn:aws:secretsmanager:eu-west-1:1:secret:a-x");
        assertThat(value.key()).isEqualTo("password");
    }

    @Test
    void filesVariablesAndPlainValuesAreToldApart() {
        assertThat(Reference.parse("file:/run/secrets/db")).isEqualTo(new Reference(Scheme.FILE, "/run/secrets/db"));
        assertThat(Reference.parse("env:DB_LOGIN")).isEqualTo(new Reference(Scheme.ENV, "DB_LOGIN"));
        assertThat(Reference.parse("value:ssm:x")).isEqualTo(new Reference(Scheme.VALUE, "ssm:x"));
        assertThat(Reference.parse("ssm:/db:3#password").id()).isEqualTo("/db:3");
        assertThat(Reference.parse("kms:AQ==#password").key()).isEqualTo("password");
        assertThat(Reference.parse("rds-iam:app")).isEqualTo(new Reference(Scheme.RDS_IAM, "app"));
        assertThat(Reference.parse("value:")).isEqualTo(new Reference(Scheme.VALUE, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app",
                "12:30",
                "jdbc:postgresql://db/app",
                "http://example.com",
                "Note: plain",
                "a@b:c",
                "",
                "x=y",
                "schema.table:column"
            })
    void whatLooksLikeNoSchemeIsPlain(String text) {
        assertThat(Reference.parse(text)).isEqualTo(new Reference(Scheme.PLAIN, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secretmanager:db",
                "SecretsManager:db",
                "secrets-manager:db",
                "aws-secretsmanager:db",
                "SSM:/db",
                "arn:aws:secretsmanager:eu-west-1:1:secret:a-x",
                "vault:secret/db",
                "rds:x",
                "parameterstore:x",
                "files:/x",
                "File:/x",
                "fil:/x",
                "ENV:X",
                "envs:X",
                "values:x",
                "parameter-store:x",
                "{{resolve:secretsmanager:x}}",
                " file:/x",
                "op://vault/item"
            })
    void whatLooksLikeAnotherSchemeIsRefusedWithTheListOfThoseServed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text))
                .withMessageContaining(
                        "secretsmanager:ID[#json-key], ssm:NAME[#json-key], kms:BASE64[#json-key], file:PATH, env:NAME, value:TEXT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secretsmanager:", "secretsmanager:#key", "secretsmanager:db#", "file:", "env: "})
    void aSchemeWithNothingBehindItIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text))
                .withMessageStartingWith("nothing follows");
    }

    @Test
    void whatIsRefusedIsNotQuoted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("secretmanager:hunter2"))
                .withMessageNotContaining("hunter2");
        assertThat(Reference.parse("hunter2").toString()).doesNotContain("hunter2");
    }
}
