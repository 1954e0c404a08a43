package dev.slipway.examples.runner;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every secret that this process has seen, so that nothing printed repeats one. Safe for use by many threads. */
final class KnownSecrets {
    private final Set<Secret> secrets = new LinkedHashSet<>();
    /** Made anew when it is asked for after a secret was added: several are usually read between two lines. */
    private volatile @Nullable Redactor redactor = Redactor.none();

    /** Registers a secret; from here on it is masked. */
    synchronized void add(Secret secret) {
        if (!secret.reveal().isEmpty() && secrets.add(secret)) {
            redactor = null;
        }
    }

    Redactor redactor() {
        Redactor current = redactor;
        return current == null ? renew() : current;
    }

    private synchronized Redactor renew() {
        var renewed = Redactor.of(List.copyOf(secrets));
        redactor = renewed;
        return renewed;
    }

    /** A provider that registers what it hands out, rotated values too. */
    <C> CredentialProvider<C> watch(CredentialProvider<C> provider, Function<C, List<Secret>> secretsOf) {
        return new CredentialProvider<>() {
            @Override
            public C get() {
                return register(provider.get());
            }

            @Override
            public C replace(C rejected) {
                return register(provider.replace(rejected));
            }

            private C register(C credentials) {
                secretsOf.apply(credentials).forEach(KnownSecrets.this::add);
                return credentials;
            }
        };
    }
}
