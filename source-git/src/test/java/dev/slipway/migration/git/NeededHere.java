package dev.slipway.migration.git;

import org.junit.jupiter.api.Assumptions;

/** What tests need of the machine and not every machine has. */
final class NeededHere {
    private NeededHere() {}

    /**
     * Skips the test where something is missing, but for continuous integration, where that is a failure.
     *
     * @param what what is needed
     * @param cure what to do about it
     */
    static void require(boolean there, String what, String cure) {
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new IllegalStateException(what + " is not there: " + cure);
        }
        Assumptions.assumeTrue(there, what + " is not there: " + cure);
    }
}
