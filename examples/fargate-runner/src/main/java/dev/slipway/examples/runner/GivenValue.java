package dev.slipway.examples.runner;

/**
 * A setting of an engine's own, as it was given.
 *
 * @param where the variable, option, or file and name, for messages
 * @param reference the value, or where it is to be found
 */
record GivenValue(String where, Reference reference) {
    boolean isSecret() {
        return reference.scheme().isSecret();
    }

    /** The value, read where it is to be found. */
    String read(References references) {
        return isSecret() ? references.secret(reference).get().reveal() : reference.text();
    }

    /** The value as it may be shown: what refers to a secret is named. */
    String shown() {
        return isSecret() ? where : reference.text();
    }
}
