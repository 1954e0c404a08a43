package dev.slipway.migration.liquibase;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.AfterTagChangeSetFilter;
import liquibase.changelog.filter.AlreadyRanChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.ChangeSetVisitor;
import liquibase.changelog.visitor.RollbackVisitor;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** Undoes what was applied after a tag. Works within a session, under the lock. */
final class Rollback extends AbstractChangeExecListener {
    private final Session session;
    private final String tag;
    private final List<Migration> undone = new ArrayList<>();
    private @Nullable Migration current;

    Rollback(Session session, String tag) {
        this.session = session;
        this.tag = tag;
    }

    List<Migration> run(DatabaseChangeLog changelog) throws Exception {
        Session.history().reset();
        Session.history().init();
        if (!Session.history().tagExists(tag)) {
            throw rejected(List.of(Problem.of("there is no tag '" + tag + "' in the history: name one that was set")));
        }
        List<Problem> problems = new ArrayList<>();
        iterator(changelog).run(new Check(problems), session.environment());
        if (!problems.isEmpty()) {
            throw rejected(problems);
        }
        try {
            iterator(changelog).run(new RollbackVisitor(Session.current(), this), session.environment());
        } catch (Exception failure) {
            Migration at = current;
            throw new MigrationIncompleteException(
                    "Undoing '" + (at == null ? tag : at.id()) + "' failed: "
                            + Failures.summary(failure, session.redactor()) + " (" + undone.size()
                            + " undone before it): look at the database before you repeat",
                    List.of(),
                    at,
                    Failures.cause(failure, session.redactor()));
        }
        return List.copyOf(undone);
    }

    private ChangeLogIterator iterator(DatabaseChangeLog changelog) throws Exception {
        List<RanChangeSet> ran = Session.current().getRanChangeSetList();
        List<ChangeSetFilter> filters = new ArrayList<>();
        filters.add(new AlreadyRanChangeSetFilter(ran));
        filters.addAll(Planner.filters(session));
        filters.add(new AfterTagChangeSetFilter(tag, ran, liquibase.TagVersionEnum.OLDEST));
        return new ChangeLogIterator(ran, changelog, filters);
    }

    private MigrationRejectedException rejected(List<Problem> problems) {
        return new MigrationRejectedException(
                "Cannot roll back to '" + tag + "', nothing was executed: "
                        + problems.get(0).message(),
                problems);
    }

    @Override
    public void willRollback(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        current = Planner.migration(session, changeSet);
    }

    @Override
    public void rolledBack(ChangeSet changeSet, DatabaseChangeLog changelog, Database database) {
        undone.add(Planner.migration(session, changeSet));
        current = null;
    }

    /** Looks for change sets that cannot be undone, so that none is before all can be. */
    private final class Check implements ChangeSetVisitor {
        private final List<Problem> problems;

        Check(List<Problem> problems) {
            this.problems = problems;
        }

        @Override
        public Direction getDirection() {
            return Direction.REVERSE;
        }

        @Override
        public void visit(
                ChangeSet changeSet,
                DatabaseChangeLog changelog,
                Database database,
                Set<ChangeSetFilterResult> accepted) {
            if (!changeSet.supportsRollback(database)) {
                Migration migration = Planner.migration(session, changeSet);
                problems.add(Problem.of("'" + migration.id() + "' cannot be undone: give it a rollback", migration));
            }
        }
    }
}
