package dev.slipway.migration.liquibase;

import java.util.List;
import liquibase.database.Database;
import liquibase.executor.Executor;
import liquibase.executor.LoggingExecutor;
import liquibase.sql.visitor.SqlVisitor;
import liquibase.statement.SqlStatement;

/**
 * Reads as a real executor does and writes nothing. Liquibase would create its tables while it parses, and mend its rows
 * while it compares. Unlike its superclass it says that it updates the database: else Liquibase checks no precondition, and
 * a plan would promise what a run then rejects.
 */
final class DiscardingExecutor extends LoggingExecutor {
    DiscardingExecutor(Executor reader, Database database) {
        super(reader, null, database);
    }

    @Override
    public boolean updatesDatabase() {
        return true;
    }

    @Override
    public void execute(SqlStatement sql) {
        // Discarded.
    }

    @Override
    public void execute(SqlStatement sql, List<SqlVisitor> visitors) {
        // Discarded.
    }

    @Override
    public int update(SqlStatement sql) {
        return 0;
    }

    @Override
    public int update(SqlStatement sql, List<SqlVisitor> visitors) {
        return 0;
    }
}
