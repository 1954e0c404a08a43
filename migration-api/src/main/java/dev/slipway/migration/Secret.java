package dev.slipway.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;

/**
 * A value that must not be seen: a password, a token, a private key. {@link #reveal()} is the only door to it; {@link
 * #toString()} shows nothing, not even the length. Immutable and safe for use by many threads.
 */
public final class Secret {
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
