package dev.slipway.migration.testkit;

/** Tells, with a test's failure, where its database is: reports show suppressed exceptions, whatever happens to logs. */
final class KeptDatabaseException extends RuntimeException {
    KeptDatabaseException(String message) {
        super(message, null, false, false);
    }
}
