package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.util.concurrent.atomic.AtomicInteger;

/** A small correct provider that reads a store at first use and after a refusal. */
class MemoryProvider implements CredentialProvider<UsernamePassword> {
    final Store store;
    UsernamePassword known;

    MemoryProvider(Store store) {
        this.store = store;
    }

    @Override
    public synchronized UsernamePassword get() {
        known = known == null ? store.read() : known;
        return known;
    }

    @Override
    public synchronized UsernamePassword replace(UsernamePassword rejected) {
        known = get().equals(rejected) ? store.read() : known;
        return known;
    }

    /** Holds one password at a time and counts who asks for it. */
    static final class Store {
        final AtomicInteger reads = new AtomicInteger();
        private int version = 1;

        synchronized void rotate() {
            version++;
        }

        synchronized UsernamePassword peek() {
            return new UsernamePassword("skipper", Secret.of("Helm-Rudder.4Vx-" + version));
        }

        UsernamePassword read() {
            reads.incrementAndGet();
            return peek();
        }
    }
}
