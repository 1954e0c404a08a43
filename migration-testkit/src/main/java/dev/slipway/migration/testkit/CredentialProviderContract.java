package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.migration.CredentialProvider;
import java.util.List;

/**
 * What {@link CredentialProvider} promises, shown on a store that the test controls.
 *
 * @param <C> what the provider hands out
 */
public abstract class CredentialProviderContract<C> {
    /** For subclasses. */
    protected CredentialProviderContract() {}

    /**
     * A provider that reads the store, and has not read it before.
     *
     * @return a new provider at each call
     */
    protected abstract CredentialProvider<C> provider();

    /**
     * What the store holds now, as the provider should hand it out.
     *
     * @return equal to what {@code get()} of a new provider must return
     */
    protected abstract C current();

    /**
     * Changes what the store holds.
     *
     * @return the new {@link #current()}, different from every earlier one
     */
    protected abstract C rotate();

    /**
     * The parts of a value that must not be seen.
     *
     * @param credentials what a provider handed out
     * @return the secret texts in it, each of at least six characters
     */
    protected abstract List<String> secrets(C credentials);

    /**
     * How often the store was read. Tests are skipped unless overridden.
     *
     * @return the number of reads so far, by all providers of this test
     */
    protected int reads() {
        return abort("reads is not overridden: this store does not count how often it is read");
    }

    /**
     * A provider over a store whose content it cannot use: half a JSON document, a field missing. Tests are skipped unless
     * overridden.
     *
     * @param content a secret text that must be part of what the store holds
     * @return a provider that must throw
     */
    protected CredentialProvider<C> brokenProvider(String content) {
        return abort("brokenProvider is not overridden: this store cannot hold anything unusable");
    }
}
