package dev.slipway.migration.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** A key pair, in every form in which users keep theirs. Also serves as a server's host key. */
public final class DeployKey {
    private final KeyPair pair;

    private DeployKey(KeyPair pair) {
        this.pair = pair;
    }

    /** Always the same one in a process: making one takes a second. */
    public static DeployKey rsa() {
        return Rsa.KEY;
    }

    /** A new one, which takes a while. */
    public static DeployKey rsa(int bits) {
        return generate("ssh-rsa", bits);
    }

    public static DeployKey ed25519() {
        return generate("ssh-ed25519", 256);
    }

    /** @param bits 256, 384 or 521 */
    public static DeployKey ecdsa(int bits) {
        return generate("ecdsa-sha2-nistp" + bits, bits);
    }

    public KeyPair pair() {
        return pair;
    }

    /** As {@code ssh-keygen} writes it today, with a line break at the end. */
    public String openSsh() {
        return openSsh(null);
    }

    /** As {@code ssh-keygen -N passphrase} writes it. */
    public String openSshWithPassphrase(String passphrase) {
        var encryption = new OpenSSHKeyEncryptionContext() {
            /** As few as there may be: each takes its time at every reading, and guessing it is not what tests are about. */
            @Override
            public int getKdfRounds() {
                return 1;
            }
        };
        encryption.setPassword(passphrase);
        encryption.setCipherType("256");
        encryption.setCipherMode("CTR");
        return openSsh(encryption);
    }

    private String openSsh(OpenSSHKeyEncryptionContext encryption) {
        try (var out = new ByteArrayOutputStream()) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "deploy-key", encryption, out);
            return out.toString(UTF_8);
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@code BEGIN PRIVATE KEY}; not of an ECDSA key, where the JDK leaves out the public part that others write. */
    public String pkcs8() {
        return armour("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    /** {@code BEGIN ENCRYPTED PRIVATE KEY}, as Java encrypts it. */
    String pkcs8(String passphrase) {
        try {
            String algorithm = "PBEWithSHA1AndDESede";
            var key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(passphrase.toCharArray()));
            var cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec("8 bytes.".getBytes(UTF_8), 1000));
            byte[] encrypted = cipher.doFinal(pair.getPrivate().getEncoded());
            return armour(
                    "ENCRYPTED PRIVATE KEY",
                    new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded());
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@code BEGIN RSA PRIVATE KEY}; of an RSA key of 2048 bits only. */
    public String pem() {
        // The PKCS#1 structure is what the PKCS#8 structure wraps, behind a head of fixed length.
        byte[] wrapped = pair.getPrivate().getEncoded();
        return armour("RSA PRIVATE KEY", Arrays.copyOfRange(wrapped, 26, wrapped.length));
    }

    private static String armour(String what, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
    }

    /** The key as applications hand it over. */
    public SshKey asSshKey() {
        return SshKey.of(Secret.of(openSsh()));
    }

    /** {@code type base64}, as in {@code authorized_keys} and, behind a host name, in {@code known_hosts}. */
    public String publicLine() {
        return PublicKeyEntry.toString(pair.getPublic());
    }

    /** {@code SHA256:…}. */
    public String fingerprint() {
        return KeyUtils.getFingerPrint(pair.getPublic());
    }

    /** Made when it is first asked for. */
    private static final class Rsa {
        static final DeployKey KEY = generate("ssh-rsa", 2048);
    }

    private static DeployKey generate(String type, int bits) {
        try {
            return new DeployKey(KeyUtils.generateKeyPair(type, bits));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
