package dev.slipway.migration.testkit;

/** What {@link dev.slipway.migration.MigrationEngine} promises. */
public abstract class MigrationEngineContract extends SecretContract {
    /** For subclasses. */
    protected MigrationEngineContract() {}
}
