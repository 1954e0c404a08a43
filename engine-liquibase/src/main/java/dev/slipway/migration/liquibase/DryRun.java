package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationScript;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import liquibase.change.Change;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ShouldRunChangeSetFilter;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.UpdateVisitor;
import liquibase.database.Database;

/** Runs an update as {@code update-sql} does, and cuts the SQL of each change set out of what it writes. */
final class DryRun extends AbstractChangeExecListener {
    private final Session session;
    private final MigrationPlan plan;
    private final StringWriter output = new StringWriter();
    private final Map<String, StringBuilder> sql = new HashMap<>();
    private int from;

    DryRun(Session session, MigrationPlan plan) {
        this.session = session;
        this.plan = plan;
    }

    List<MigrationScript> run(DatabaseChangeLog changelog) throws Exception {
        Session.withoutWriting(output, () -> {
            Database database = Session.current();
            Session.history().init();
            new ChangeLogIterator(changelog, Planner.filters(session, plan))
                    .run(
                            new UpdateVisitor(database, this, new ShouldRunChangeSetFilter(database)),
                            session.environment());
            return changelog;
        });
        return plan.pending().stream()
                .map(migration -> MigrationScript.of(
                        migration,
                        session.redactor()
                                .mask(sql.getOrDefault(migration.id(), new StringBuilder())
                                        .toString()
                                        .strip())))
                .toList();
    }

    @Override
    public void willRun(ChangeSet changeSet, DatabaseChangeLog changelog, Database database, RunStatus status) {
        sql.put(id(changeSet), new StringBuilder());
    }

    @Override
    public void willRun(Change change, ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        from = output.getBuffer().length();
    }

    /** What follows, up to the next change, is Liquibase's history. */
    @Override
    public void ran(Change change, ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        sql.computeIfAbsent(id(changeSet), id -> new StringBuilder())
                .append(output.getBuffer().substring(from));
    }

    private String id(ChangeSet changeSet) {
        return Planner.migration(session, changeSet).id();
    }
}
