package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

/**
 * A migration in nobody's format: {@link MigrationEngineContract} says what should happen in these, and its subclass
 * writes them down as its engine wants to read them.
 *
 * @param number its position: the version of Flyway, the id of a change set of Liquibase; steps come in ascending order
 * @param name lower-case letters and {@code _}, such as {@code first_ship}
 * @param sql one statement without a semicolon at its end, in the SQL that H2, PostgreSQL and MariaDB have in common
 * @param repeatable whether it runs again when {@code sql} changes, and only then
 */
public record MigrationStep(int number, String name, String sql, boolean repeatable) {
    /** Refuses nulls. */
    public MigrationStep {
        requireNonNull(name, "name");
        requireNonNull(sql, "sql");
    }

    static MigrationStep of(int number, String name, String sql) {
        return new MigrationStep(number, name, sql, false);
    }

    static MigrationStep repeatable(int number, String name, String sql) {
        return new MigrationStep(number, name, sql, true);
    }

    MigrationStep withSql(String changed) {
        return new MigrationStep(number, name, changed, repeatable);
    }

    MigrationStep withName(String changed) {
        return new MigrationStep(number, changed, sql, repeatable);
    }
}
