package dev.slipway.migration;

import static java.util.Objects.requireNonNull;

/** A pending migration together with the SQL that it would run, secrets masked. Immutable. */
public final class MigrationScript {
    private final Migration migration;
    private final String sql;

    private MigrationScript(Migration migration, String sql) {
        this.migration = requireNonNull(migration, "migration");
        this.sql = requireNonNull(sql, "sql");
    }

    /**
     * A script.
     *
     * @param migration what would run
     * @param sql its SQL with placeholders or parameters replaced and secrets masked
     * @return the script
     */
    public static MigrationScript of(Migration migration, String sql) {
        return new MigrationScript(migration, sql);
    }

    /** What would run. */
    public Migration migration() {
        return migration;
    }

    /** Its SQL: placeholders or parameters replaced, secrets masked, line breaks as in the changelog. */
    public String sql() {
        return sql;
    }

    @Override
    public String toString() {
        return "MigrationScript[" + migration.id() + ", " + sql.length() + " characters]";
    }
}
