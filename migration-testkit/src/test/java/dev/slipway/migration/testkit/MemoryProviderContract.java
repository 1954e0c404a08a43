package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.UsernamePassword;
import java.util.List;

/** How providers over a store in memory present themselves to the contract. */
abstract class MemoryProviderContract extends CredentialProviderContract<UsernamePassword> {
    final MemoryProvider.Store store = new MemoryProvider.Store();

    @Override
    protected CredentialProvider<UsernamePassword> provider() {
        return new MemoryProvider(store);
    }

    @Override
    protected UsernamePassword current() {
        return store.peek();
    }

    @Override
    protected UsernamePassword rotate() {
        store.rotate();
        return current();
    }

    @Override
    protected List<String> secrets(UsernamePassword credentials) {
        return List.of(credentials.password().reveal());
    }

    @Override
    protected int reads() {
        return store.reads.get();
    }

    @Override
    protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
        return () -> {
            throw new CredentialException("The store's 'skipper' is not JSON: store {\"username\", \"password\"}");
        };
    }
}
