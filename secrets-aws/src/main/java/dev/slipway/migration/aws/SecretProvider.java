package dev.slipway.migration.aws;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.SshKey;
import dev.slipway.migration.UsernamePassword;
import org.jspecify.annotations.Nullable;

/** One kind of credentials out of one cached secret. */
final class SecretProvider<C> implements CredentialProvider<C> {
    private final CachedValue secret;
    private final SecretReader<C> reader;

    SecretProvider(CachedValue secret, SecretReader<C> reader) {
        this.secret = secret;
        this.reader = reader;
    }

    static CredentialProvider<Secret> text(CachedValue secret) {
        return new SecretProvider<>(secret, SecretContent::text);
    }

    static CredentialProvider<Secret> value(CachedValue secret, String jsonKey) {
        return new SecretProvider<>(secret, content -> content.value(jsonKey));
    }

    static CredentialProvider<UsernamePassword> login(CachedValue secret, String usernameKey, String passwordKey) {
        return new SecretProvider<>(
                secret,
                content -> new UsernamePassword(content.value(usernameKey).reveal(), content.value(passwordKey)));
    }

    static CredentialProvider<SshKey> sshKey(CachedValue secret) {
        return new SecretProvider<>(secret, content -> SshKey.of(content.text()));
    }

    static CredentialProvider<SshKey> sshKey(CachedValue secret, String jsonKey) {
        return new SecretProvider<>(secret, content -> SshKey.of(content.value(jsonKey)));
    }

    static String requireKey(@Nullable String jsonKey) {
        if (jsonKey == null || jsonKey.isBlank()) {
            throw new IllegalArgumentException(
                    "The JSON key is missing: use the form without a key for the whole text");
        }
        return jsonKey;
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
        return "CredentialProvider[" + secret.wanted().name() + "]";
    }
}
