package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import org.jspecify.annotations.Nullable;

/** One kind of credentials out of one cached secret. */
final class SecretProvider<C> implements CredentialProvider<C> {
    private final CachedSecret secret;
    private final SecretReader<C> reader;

    SecretProvider(CachedSecret secret, SecretReader<C> reader) {
        this.secret = secret;
        this.reader = reader;
    }

    @Override
    public C get() {
        SecretContent known = secret.known();
        if (known != null) {
            try {
                return reader.read(known);
            } catch (CredentialException unreadable) {
                // Somebody may have mended it since: a mistake must not stay until the process ends.
                return reader.read(secret.newerThan(known));
            }
        }
        return reader.read(secret.newerThan(null));
    }

    @Override
    public C replace(C rejected) {
        requireNonNull(rejected, "rejected");
        @Nullable SecretContent known = secret.known();
        if (known != null) {
            try {
                C current = reader.read(known);
                if (!current.equals(rejected)) {
                    return current;
                }
            } catch (CredentialException unreadable) {
                // Read again below.
            }
        }
        return reader.read(secret.newerThan(known));
    }

    @Override
    public String toString() {
        return "CredentialProvider[" + secret.version() + "]";
    }
}
