package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A private key for SSH, such as a repository's deploy key, held in memory. Immutable. */
public final class SshKey {
    private final Secret privateKey;
    private final @Nullable Secret passphrase;

    private SshKey(Secret privateKey, @Nullable Secret passphrase) {
        this.privateKey = requireNonNull(privateKey, "privateKey");
        this.passphrase = passphrase;
    }

    /**
     * A key without a passphrase.
     *
     * @param privateKey the text of the key file ({@code -----BEGIN …}), not its path
     * @return the key; whether its text can be read is found out by whoever uses it
     */
    public static SshKey of(Secret privateKey) {
        return new SshKey(privateKey, null);
    }

    /**
     * A key that is encrypted with a passphrase.
     *
     * @param privateKey the text of the key file ({@code -----BEGIN …}), not its path
     * @param passphrase what the key is encrypted with
     * @return the key
     */
    public static SshKey of(Secret privateKey, Secret passphrase) {
        return new SshKey(privateKey, requireNonNull(passphrase, "passphrase"));
    }

    /** The text of the key file. */
    public Secret privateKey() {
        return privateKey;
    }

    /** What the key is encrypted with, if it is. */
    public Optional<Secret> passphrase() {
        return Optional.ofNullable(passphrase);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshKey that
                && privateKey.equals(that.privateKey)
                && Objects.equals(passphrase, that.passphrase);
    }

    @Override
    public int hashCode() {
        return Objects.hash(privateKey, passphrase);
    }

    @Override
    public String toString() {
        return "SshKey[redacted]";
    }
}
