package dev.slipway.examples.runner;

/**
 * A setting of Flyway's own, as it was given.
 *
 * @param where the variable, option, or file and name, for messages
 * @param reference the value, or where it is to be found
 */
record FlywayValue(String where, Reference reference) {
    boolean isSecret() {
        return reference.scheme().isSecret();
    }

    /** The value, read where it is to be found. */
    String read(References references) {
        return isSecret() ? references.secret(reference).get().reveal() : reference.text();
    }
}
