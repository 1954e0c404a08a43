package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link CredentialProvider} promises, shown on a store that the test controls. Extend it in your tests, let the
 * store be a real one or a stand-in that speaks its protocol, and see it pass. What happens, seen by the provider:
 *
 * <table>
 * <caption>The fixture</caption>
 * <tr><th>step</th><th>the store holds</th><th>{@code get()}</th><th>{@code replace(first)}</th></tr>
 * <tr><td>the beginning</td><td>first</td><td>first</td><td>first: there is nothing newer</td></tr>
 * <tr><td>{@link #rotate()}</td><td>second</td><td>first or second, as it caches</td><td>second</td></tr>
 * <tr><td>after {@code replace}</td><td>second</td><td>second</td><td>second</td></tr>
 * </table>
 *
 * @param <C> what the provider hands out
 */
@Timeout(180)
public abstract class CredentialProviderContract<C> {
    private static final int THREADS = 8;

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

    @Test
    void getReturnsWhatTheStoreHolds() {
        assertEquals(current(), provider().get());
    }

    @Test
    void getIsStableWhileNothingChanges() {
        CredentialProvider<C> provider = provider();

        C first = provider.get();

        assertEquals(first, provider.get());
        assertEquals(first, provider.get());
    }

    @Test
    void aNewProviderSeesWhatWasRotatedBefore() {
        provider().get();

        C newer = rotate();

        assertEquals(newer, provider().get());
    }

    @Test
    void replaceReturnsTheNewerCredentialsAfterARotation() {
        CredentialProvider<C> provider = provider();
        C rejected = provider.get();

        C newer = rotate();

        assertNotEquals(rejected, newer, "rotate must change what the store holds");
        assertEquals(newer, provider.replace(rejected));
    }

    @Test
    void replaceReturnsEqualCredentialsIfThereAreNoNewerOnes() {
        CredentialProvider<C> provider = provider();
        C rejected = provider.get();

        assertEquals(rejected, provider.replace(rejected));
        assertEquals(rejected, provider.get());
    }

    @Test
    void getReturnsTheNewerCredentialsOnceTheOldOnesWereReplaced() {
        CredentialProvider<C> provider = provider();
        C rejected = provider.get();
        C newer = rotate();

        provider.replace(rejected);

        assertEquals(newer, provider.get());
    }

    @Test
    void replaceOfCredentialsThatAreOldAlreadyReturnsTheNewerOnes() {
        CredentialProvider<C> provider = provider();
        C first = provider.get();
        C second = rotate();
        provider.replace(first);

        assertEquals(second, provider.replace(first));
        assertEquals(second, provider.get());
    }

    @Test
    void everyRotationIsFollowed() {
        CredentialProvider<C> provider = provider();
        C known = provider.get();
        for (int i = 0; i < 3; i++) {
            C newer = rotate();

            known = provider.replace(known);

            assertEquals(newer, known);
        }
    }

    @Test
    void manyThreadsThatReplaceTheSameCredentialsAllGetTheNewerOnes() throws Exception {
        CredentialProvider<C> provider = provider();
        C rejected = provider.get();
        C newer = rotate();

        for (C replaced : atOnce(() -> provider.replace(rejected))) {
            assertEquals(newer, replaced);
        }
        assertEquals(newer, provider.get());
    }

    @Test
    void manyThreadsThatReplaceTheSameCredentialsReadTheStoreOnce() throws Exception {
        CredentialProvider<C> provider = provider();
        C rejected = provider.get();
        rotate();
        int before = reads();

        atOnce(() -> provider.replace(rejected));

        assertEquals(1, reads() - before, "reads of the store");
    }

    @Test
    void manyThreadsGetTheSameCredentials() throws Exception {
        CredentialProvider<C> provider = provider();

        for (C got : atOnce(provider::get)) {
            assertEquals(current(), got);
        }
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        var start = new CyclicBarrier(THREADS);
        List<Background<T>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(Background.run(() -> {
                start.await();
                return work.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (var one : running) {
            try (one) {
                results.add(one.result());
            }
        }
        return results;
    }

    @Test
    void neitherAProviderNorWhatItHandsOutShowsASecret() {
        CredentialProvider<C> provider = provider();
        C credentials = provider.get();

        assertFalse(secrets(credentials).isEmpty(), "secrets() must name at least one secret text");
        for (var secret : secrets(credentials)) {
            var search = new SecretSearch(secret);
            search.assertAbsent("the provider", provider);
            search.assertAbsent("the credentials", credentials);
        }
    }

    @Test
    void whatCannotBeUsedIsACredentialExceptionThatDoesNotQuoteIt() {
        String content = "Hatch-Ballast.7Qz";

        var failure = assertThrows(
                CredentialException.class, () -> brokenProvider(content).get());

        new SecretSearch(content).assertAbsent("the exception", failure);
        assertFalse(failure.getMessage().isBlank(), "the message is blank");
        assertTrue(failure.getMessage().lines().count() == 1, () -> "one line: " + failure.getMessage());
    }
}
