package dev.slipway.migration.testkit;

/**
 * What differs between engines by intention. {@link MigrationEngineContract} checks that an engine has the traits that it
 * declares, and behaves in the opposite way where it does not declare them.
 */
public enum EngineTrait {
    /** Has migrations that run again when, and only when, they change. */
    REPEATABLE_MIGRATIONS,
    /** Rejects a changelog in which an applied migration was edited. Otherwise such a changelog is applicable. */
    REJECTS_CHANGED,
    /** Rejects a changelog that lacks an applied migration. Otherwise such a changelog is applicable. */
    REJECTS_MISSING,
    /**
     * Knows applied migrations that are newer than the whole changelog, and says that they are {@code FUTURE}. Otherwise
     * they are {@code MISSING}. Either way they do not make a changelog inapplicable.
     */
    KNOWS_FUTURE,
    /**
     * Rejects a pending migration that is older than the newest applied one, which is {@code IGNORED} then. Otherwise it
     * is {@code PENDING} and gets applied.
     */
    REJECTS_BELOW_NEWEST,
    /**
     * A migration of one statement that failed leaves nothing behind: once it is mended the next run applies it. This may
     * depend on the database as well. Otherwise the plan calls the migration {@code FAILED} and is not applicable.
     */
    RECOVERS_FROM_FAILURE
}
