package dev.slipway.migration.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each flaw of a provider is noticed by exactly the tests of the contract that are there for it. */
class CredentialProviderFlawTest {
    @ParameterizedTest
    @EnumSource
    void isNoticed(Flaw flaw) {
        assertThat(ContractRun.failures(FlawedProviderContract.class, flaw)).isEqualTo(flaw.noticedBy);
    }

    enum Flaw {
        NEVER_READS_AGAIN(
                store -> new MemoryProvider(store) {
                    @Override
                    public synchronized UsernamePassword replace(UsernamePassword rejected) {
                        return get();
                    }
                },
                "replaceReturnsTheNewerCredentialsAfterARotation",
                "getReturnsTheNewerCredentialsOnceTheOldOnesWereReplaced",
                "replaceOfCredentialsThatAreOldAlreadyReturnsTheNewerOnes",
                "everyRotationIsFollowed",
                "manyThreadsThatReplaceTheSameCredentialsAllGetTheNewerOnes",
                "manyThreadsThatReplaceTheSameCredentialsReadTheStoreOnce"),
        READS_ONCE_FOR_EACH_THREAD(
                store -> new MemoryProvider(store) {
                    @Override
                    public synchronized UsernamePassword replace(UsernamePassword rejected) {
                        known = store.read();
                        return known;
                    }
                },
                "manyThreadsThatReplaceTheSameCredentialsReadTheStoreOnce"),
        FORGETS_WHAT_IT_REPLACED(
                store -> new MemoryProvider(store) {
                    @Override
                    public synchronized UsernamePassword replace(UsernamePassword rejected) {
                        return store.read();
                    }
                },
                "getReturnsTheNewerCredentialsOnceTheOldOnesWereReplaced",
                "replaceOfCredentialsThatAreOldAlreadyReturnsTheNewerOnes",
                "manyThreadsThatReplaceTheSameCredentialsAllGetTheNewerOnes",
                "manyThreadsThatReplaceTheSameCredentialsReadTheStoreOnce"),
        MAKES_UP_SOMETHING_NEWER(
                store -> new MemoryProvider(store) {
                    @Override
                    public synchronized UsernamePassword replace(UsernamePassword rejected) {
                        var newer = super.replace(rejected);
                        return newer.equals(rejected)
                                ? new UsernamePassword(
                                        "skipper", Secret.of(UUID.randomUUID().toString()))
                                : newer;
                    }
                },
                "replaceReturnsEqualCredentialsIfThereAreNoNewerOnes"),
        ANSWERS_DIFFERENTLY_EACH_TIME(
                store -> new MemoryProvider(store) {
                    private int answers;

                    @Override
                    public synchronized UsernamePassword get() {
                        return answers++ == 0
                                ? super.get()
                                : new UsernamePassword("skipper" + answers, Secret.of("other-one"));
                    }

                    @Override
                    public synchronized UsernamePassword replace(UsernamePassword rejected) {
                        if (answers == 1) {
                            known = known.equals(rejected) ? store.read() : known;
                        }
                        return known;
                    }
                },
                "getIsStableWhileNothingChanges",
                "replaceReturnsEqualCredentialsIfThereAreNoNewerOnes",
                "getReturnsTheNewerCredentialsOnceTheOldOnesWereReplaced",
                "replaceOfCredentialsThatAreOldAlreadyReturnsTheNewerOnes",
                "manyThreadsThatReplaceTheSameCredentialsAllGetTheNewerOnes",
                "manyThreadsGetTheSameCredentials"),
        SHOWS_ITS_PASSWORD(
                store -> new MemoryProvider(store) {
                    @Override
                    public String toString() {
                        return "MemoryProvider[" + known.password().reveal().toUpperCase(java.util.Locale.ROOT) + "]";
                    }
                },
                "neitherAProviderNorWhatItHandsOutShowsASecret"),
        CHAINS_THE_PARSER(MemoryProvider::new, "whatCannotBeUsedIsACredentialExceptionThatDoesNotQuoteIt");

        final Function<MemoryProvider.Store, CredentialProvider<UsernamePassword>> make;
        final Set<String> noticedBy;

        Flaw(Function<MemoryProvider.Store, CredentialProvider<UsernamePassword>> make, String... noticedBy) {
            this.make = make;
            this.noticedBy = Set.of(noticedBy);
        }
    }

    /** Not found by Surefire, which would run it without a flaw. */
    static class FlawedProviderContract extends MemoryProviderContract {
        @RegisterExtension
        final ContractRun.Choice<Flaw> choice = new ContractRun.Choice<>(Flaw.class);

        @Override
        protected CredentialProvider<UsernamePassword> provider() {
            return choice.flaw().make.apply(store);
        }

        @Override
        protected CredentialProvider<UsernamePassword> brokenProvider(String content) {
            if (choice.flaw() != Flaw.CHAINS_THE_PARSER) {
                return super.brokenProvider(content);
            }
            return () -> {
                var parser = new IllegalArgumentException("unexpected token", new Exception("at '" + content + "'"));
                throw new CredentialException("The store's 'skipper' is not JSON", parser);
            };
        }
    }
}
