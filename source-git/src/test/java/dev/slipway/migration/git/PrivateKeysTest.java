package dev.slipway.migration.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
    private static final DeployKey RSA = DeployKey.rsa();
    private static final DeployKey ED25519 = DeployKey.ed25519();
    private static final DeployKey ECDSA = DeployKey.ecdsa(256);

    private static Map<String, DeployKey> forms() {
        var forms = new TreeMap<String, DeployKey>();
        forms.put(RSA.pem(), RSA);
        for (DeployKey key : List.of(RSA, ED25519, ECDSA)) {
            forms.put(key.openSsh(), key);
        }
        forms.put(RSA.pkcs8(), RSA);
        forms.put(ED25519.pkcs8(), ED25519);
        return forms;
    }

    private static void assertRead(String text, DeployKey key) {
        var read = PrivateKeys.read(SshKey.of(Secret.of(text)));
        assertThat(KeyUtils.getFingerPrint(read.getPublic()))
                .as(text.lines().findFirst().orElse("") + " " + key.publicLine().substring(0, 12))
                .isEqualTo(key.fingerprint());
    }

    @Test
    void everyFormIsRead() {
        forms().forEach(PrivateKeysTest::assertRead);
    }

    @Test
    void damagedLineBreaksAreRepaired() {
        forms().forEach((text, key) -> {
            assertRead(text.strip(), key);
            assertRead(text.replace("\n", "\r\n"), key);
            assertRead(text.replace("\n", "\\n"), key);
            assertRead(text.replace("\n", "\\r\\n"), key);
            assertRead(text.replace("\n", " "), key);
            assertRead("\uFEFF\"" + text + "\"", key);
            assertRead(text.replaceAll("(?m)^", "    "), key);
        });
    }

    @Test
    void keysWithAPassphraseAreRead() {
        for (DeployKey key : List.of(RSA, ED25519, ECDSA)) {
            String text = key.openSshWithPassphrase("opensesame");
            var read = PrivateKeys.read(SshKey.of(Secret.of(text), Secret.of("opensesame")));
            assertThat(KeyUtils.getFingerPrint(read.getPublic())).isEqualTo(key.fingerprint());
            assertRefused(SshKey.of(Secret.of(text)), "it is encrypted; give its passphrase with it");
            assertRefused(SshKey.of(Secret.of(text), Secret.of("wrong")), "its passphrase does not fit");
        }
    }

    @Test
    void whatIsNoPrivateKeyIsRefusedWithoutBeingQuoted() {
        assertRefused(SshKey.of(Secret.of("hunter2-hunter2")), "OpenSSH ('BEGIN OPENSSH PRIVATE KEY')");
        assertRefused(SshKey.of(Secret.of("")), "OpenSSH ('BEGIN OPENSSH PRIVATE KEY')");
        assertRefused(
                SshKey.of(Secret.of("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----")),
                "OpenSSH ('BEGIN OPENSSH PRIVATE KEY')");
        assertRefused(SshKey.of(Secret.of(RSA.publicLine())), "it is a public key");
        assertRefused(SshKey.of(Secret.of("PuTTY-User-Key-File-3: ssh-rsa")), "puttygen");
    }

    private static void assertRefused(SshKey key, String reason) {
        assertThatThrownBy(() -> PrivateKeys.read(key))
                .isInstanceOf(CredentialException.class)
                .hasNoCause()
                .hasNoSuppressedExceptions()
                .hasMessageStartingWith("The SSH key cannot be read: ")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("hunter2")
                .hasLineCount(1);
    }
}
