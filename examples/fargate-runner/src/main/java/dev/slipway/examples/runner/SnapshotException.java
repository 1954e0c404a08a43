package dev.slipway.examples.runner;

import dev.slipway.migration.MigrationException;

/** The snapshot that was to be taken before a migration is not there: nothing was executed. */
final class SnapshotException extends MigrationException {
    private static final long serialVersionUID = 1;

    SnapshotException(String message) {
        super(message + "; nothing was executed");
    }
}
