package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.SshKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * Reads private keys from memory. No exception of a parser gets out: it may quote what it was reading.
 *
 * <p>Keys that went through an environment variable, a JSON document or a web form come out damaged: without the last
 * line break, with CRLF, with {@code \n} as two characters, all on one line, in quotes. All that is put right first.
 */
final class PrivateKeys {
    private static final String FORMS =
            "OpenSSH ('BEGIN OPENSSH PRIVATE KEY'), PEM ('BEGIN RSA PRIVATE KEY') and PKCS#8"
                    + " ('BEGIN PRIVATE KEY') are understood, as RSA, ECDSA or ed25519";
    private static final Pattern ARMOUR =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";
    private static final Pattern PUBLIC_KEY = Pattern.compile(
            "^(?:ssh-|ecdsa-sha2-|-----BEGIN (?:[A-Z]+ )?PUBLIC KEY|---- BEGIN SSH2 PUBLIC KEY).*", Pattern.DOTALL);

    private PrivateKeys() {}

    /** The key pair, or a CredentialException that quotes nothing. */
    static KeyPair read(SshKey key) {
        String text = repair(key);
        var passphrase = new Passphrase(key);
        try (var in = new ByteArrayInputStream(text.getBytes(UTF_8))) {
            var pairs = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("deploy key"), in, passphrase);
            if (pairs != null && pairs.iterator().hasNext()) {
                return pairs.iterator().next();
            }
        } catch (IOException | GeneralSecurityException | RuntimeException mayQuoteTheKey) {
            // Told below, without it.
        }
        if (lacksPublicPart(text)) {
            throw new CredentialException(
                    "The SSH key cannot be read: it is an ECDSA key without its public part, as Java"
                            + " writes it; add that by 'ssh-keygen -p -f key'");
        }
        throw passphrase.asked ? passphrase.refused() : unreadable();
    }

    /** Whether the JDK, which needs no public part, can read what the SSH library could not. */
    private static boolean lacksPublicPart(String text) {
        var armour = ARMOUR.matcher(text);
        if (!armour.find() || !armour.group(1).equals(PKCS8)) {
            return false;
        }
        try {
            KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(base64(armour.group(2))));
            return true;
        } catch (GeneralSecurityException | RuntimeException mayQuoteTheKey) {
            return false;
        }
    }

    private static String repair(SshKey key) {
        String text = key.privateKey()
                .reveal()
                .replace("\\r", "")
                .replace("\\n", "\n")
                .replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\uFEFF", "");
        if (PUBLIC_KEY.matcher(text.strip()).matches()) {
            throw new CredentialException(
                    "The SSH key cannot be read: it is a public key; give the private one, the file without '.pub'");
        }
        if (text.contains("PuTTY-User-Key-File")) {
            throw new CredentialException("The SSH key cannot be read: it is in PuTTY's form; convert it by 'puttygen"
                    + " key.ppk -O private-openssh'");
        }
        var armour = ARMOUR.matcher(text);
        if (!armour.find()) {
            throw unreadable();
        }
        String what = armour.group(1);
        if (what.equals(ENCRYPTED_PKCS8)) {
            return armour(PKCS8, decryptPkcs8(key, armour.group(2)));
        }
        String body = armour.group(2);
        // Header fields of an encrypted PEM key are told from the base64 only by their lines.
        return body.contains(":") ? armour.group() + "\n" : armour(what, base64(body));
    }

    private static byte[] base64(String body) {
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            throw unreadable();
        }
    }

    private static String armour(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    /** The SSH library leaves this form to BouncyCastle; the JDK knows it, too. */
    private static byte[] decryptPkcs8(SshKey key, String body) {
        var passphrase = new Passphrase(key);
        byte[] encrypted = base64(body);
        char[] password = passphrase.reveal().toCharArray();
        try {
            var info = new EncryptedPrivateKeyInfo(encrypted);
            AlgorithmParameters parameters = info.getAlgParameters();
            // For PBES2 the name of the algorithm proper is what the parameters print.
            String algorithm =
                    info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
                            ? parameters.toString()
                            : info.getAlgName();
            var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
            var cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return cipher.doFinal(info.getEncryptedData());
        } catch (IOException | GeneralSecurityException | RuntimeException mayQuoteTheKey) {
            throw passphrase.refused();
        }
    }

    private static CredentialException unreadable() {
        return new CredentialException("The SSH key cannot be read: " + FORMS
                + "; give the text of the key file, from '-----BEGIN' to '-----END', not its path");
    }

    /** Knows whether the key turned out to be encrypted. */
    private static final class Passphrase implements FilePasswordProvider {
        private final SshKey key;
        private boolean asked;

        Passphrase(SshKey key) {
            this.key = key;
        }

        @Override
        public String getPassword(
                org.apache.sshd.common.session.SessionContext session, NamedResource resource, int retryIndex) {
            return reveal();
        }

        String reveal() {
            asked = true;
            return key.passphrase().orElseThrow(() -> refused()).reveal();
        }

        CredentialException refused() {
            return new CredentialException(
                    key.passphrase().isPresent()
                            ? "The SSH key cannot be read: its passphrase does not fit, or its encryption is unknown; convert"
                                    + " it by 'ssh-keygen -p -f key'"
                            : "The SSH key cannot be read: it is encrypted; give its passphrase with it");
        }
    }
}
