package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {
    private static final String LOGIN = "{\"engine\":\"postgres\",\"port\":5432,\"tags\":{\"a\":[1]},"
            + "\"username\":\"sqladmin\",\"password\":\"Tr0ub4dor\"}";

    private final KnownSecrets known = new KnownSecrets();

    @TempDir
    Path directory;

    @Test
    void aFileIsReadWithoutItsLastLineBreak() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "correct horse\n");
        assertThat(secret("file:" + file)).isEqualTo(Secret.of("correct horse"));
    }

    @Test
    void aFileIsReadAnewWhenItsContentWasRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("login"), LOGIN);
        var provider = references(Map.of()).login(Reference.parse("file:" + file));
        UsernamePassword first = provider.get();
        Files.writeString(file, LOGIN.replace("Tr0ub4dor", "r0tated-pw"));
        assertThat(provider.replace(first)).isEqualTo(new UsernamePassword("sqladmin", Secret.of("r0tated-pw")));
        assertThat(known.redactor().mask("r0tated-pw Tr0ub4dor")).isEqualTo("[redacted] [redacted]");
    }

    @Test
    void whereAUrlLeadsIsNoSecretButAUrlWithAPasswordIs() {
        String answer = "FATAL: database \"orders\" of host main.abc.eu-west-1.rds.amazonaws.com does not exist";
        String url = "jdbc:postgresql://main.abc.eu-west-1.rds.amazonaws.com/orders";
        var references = references(Map.of("URL", url, "LOGIN", url + "?password=Tr0ub4dor"));
        assertThat(references.url(Reference.parse("env:URL"))).isEqualTo(url);
        assertThat(known.redactor().screen(answer)).isEqualTo(answer);
        assertThat(references.url(Reference.parse("env:LOGIN"))).endsWith("Tr0ub4dor");
        assertThat(known.redactor().screen("it was Tr0ub4dor")).doesNotContain("Tr0ub4dor");
    }

    @Test
    void aVariableHoldsASecretOrALogIn() {
        assertThat(secret("env:A")).isEqualTo(Secret.of("correct horse"));
        assertThat(login("env:B")).isEqualTo(new UsernamePassword("sqladmin", Secret.of("Tr0ub4dor")));
    }

    @Test
    void whatIsReadIsScrubbedFromThenOn() {
        assertThat(known.redactor().mask("Tr0ub4dor")).isEqualTo("Tr0ub4dor");
        login("env:B");
        assertThat(known.redactor().mask("it is Tr0ub4dor, or tr0ub4dor")).isEqualTo("it is [redacted], or [redacted]");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> secret("file:/nowhere/secret"))
                .withMessage("Cannot read the secret in '/nowhere/secret': there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tr0ub4dor", "[\"Tr0ub4dor\"]", "{\"password\":\"Tr0ub4dor\"", "\"Tr0ub4dor\""})
    void whatIsNoLogInIsRefusedWithoutQuotingIt(String content) {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> references(Map.of("X", content))
                        .login(Reference.parse("env:X"))
                        .get())
                .withMessageStartingWith("The environment variable 'X' holds no JSON object")
                .withMessageNotContaining("Tr0ub")
                .withNoCause();
    }

    @Test
    void aLogInWithoutPasswordSaysWhichKeyItLacks() {
        assertThatExceptionOfType(CredentialException.class)
                .isThrownBy(() -> references(Map.of("X", "{\"username\":\"a\",\"pasword\":\"Tr0ub4dor\"}"))
                        .login(Reference.parse("env:X"))
                        .get())
                .withMessageContaining("lacks the JSON key 'password'")
                .withMessageNotContaining("Tr0ub4dor");
    }

    private Secret secret(String reference) {
        return references(Map.of("A", "correct horse"))
                .secret(Reference.parse(reference))
                .get();
    }

    private UsernamePassword login(String reference) {
        return references(Map.of("B", LOGIN)).login(Reference.parse(reference)).get();
    }

    private References references(Map<String, String> environment) {
        return new References(environment, Optional.empty(), known);
    }
}
