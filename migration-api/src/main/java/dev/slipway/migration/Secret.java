package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A value that must not be seen: a password, a token, a private key. {@link #reveal()} is the only door to it; {@link
 * #toString()} shows nothing, not even the length. Immutable and safe for use by many threads.
 */
public final class Secret {
    /** Enough to make guessing slow; about 50 ms. */
    private static final int ROUNDS = 120_000;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a value.
     *
     * @param value the value as it stands, possibly empty
     * @return a secret that reveals exactly {@code value}
     */
    public static Secret of(String value) {
        return new Secret(requireNonNull(value, "value"));
    }

    /**
     * Hands out the value. Call it where the value is used, as late as possible.
     *
     * @return the value as it was given to {@link #of(String)}
     */
    public String reveal() {
        return value;
    }

    /**
     * A digest that stands for the value where two have to be compared later, as in {@link EngineId#fingerprint()}, and
     * from which a weak one cannot be guessed quickly. It is slow on purpose: some tenths of a second where there is little
     * CPU, so do not ask for it where nothing is compared.
     *
     * @param salt what the value is used for, so that equal values of different uses have different digests; not empty
     * @return 64 hexadecimal digits, equal for equal values and salts in every process
     * @throws IllegalArgumentException if the salt is empty
     */
    public String fingerprint(String salt) {
        if (salt.isEmpty()) {
            throw new IllegalArgumentException("salt is empty");
        }
        try {
            var key = new PBEKeySpec(value.toCharArray(), salt.getBytes(UTF_8), ROUNDS, 256);
            return HexFormat.of()
                    .formatHex(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(key)
                            .getEncoded());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has PBKDF2WithHmacSHA256");
        }
    }

    /** Compares in a time that does not depend on where two values of equal length differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(value.getBytes(UTF_8), that.value.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns a constant text without the value. */
    @Override
    public String toString() {
        return "Secret[redacted]";
    }
}
