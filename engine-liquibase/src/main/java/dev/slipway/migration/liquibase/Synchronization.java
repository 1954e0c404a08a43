package dev.slipway.migration.liquibase;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.filter.NotRanChangeSetFilter;
import liquibase.changelog.visitor.ChangeSetVisitor;
import liquibase.database.Database;
import liquibase.exception.DatabaseException;

/** Marks pending change sets as executed. Works within a session, under the lock. */
final class Synchronization implements ChangeSetVisitor {
    private final Session session;
    private final MigrationPlan plan;
    private final List<Migration> marked = new ArrayList<>();

    Synchronization(Session session, MigrationPlan plan) {
        this.session = session;
        this.plan = plan;
    }

    List<Migration> run(DatabaseChangeLog changelog) throws Exception {
        Session.history().reset();
        Session.history().init();
        List<ChangeSetFilter> filters = new ArrayList<>();
        filters.add(new NotRanChangeSetFilter(Session.current().getRanChangeSetList()));
        filters.addAll(Planner.filters(session, plan));
        new ChangeLogIterator(changelog, filters).run(this, session.environment());
        return List.copyOf(marked);
    }

    @Override
    public Direction getDirection() {
        return Direction.FORWARD;
    }

    @Override
    public void visit(
            ChangeSet changeSet, DatabaseChangeLog changelog, Database database, Set<ChangeSetFilterResult> accepted)
            throws DatabaseException {
        database.markChangeSetExecStatus(changeSet, ExecType.EXECUTED);
        marked.add(Planner.migration(session, changeSet));
    }
}
