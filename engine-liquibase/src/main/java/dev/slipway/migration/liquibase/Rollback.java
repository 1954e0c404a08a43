package dev.slipway.migration.liquibase;

import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.MigrationScript;
import dev.slipway.migration.Problem;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.AlreadyRanChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.changelog.visitor.ChangeSetVisitor;
import liquibase.changelog.visitor.RollbackVisitor;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import org.jspecify.annotations.Nullable;

/** Undoes what was applied, newest first, or says how. Works within a session. */
final class Rollback extends AbstractChangeExecListener {
    /** What Liquibase writes before the SQL of each change set. */
    private static final String HEADING = "\\A\\s*--\\s+Rolling Back ChangeSet:.*\\R";

    private final Session session;
    private final RollbackTo target;
    private final List<Migration> undone = new ArrayList<>();
    private @Nullable Migration current;

    Rollback(Session session, RollbackTo target) {
        this.session = session;
        this.target = target;
    }

    /** Under the lock of the database. */
    List<Migration> run(DatabaseChangeLog changelog) throws Exception {
        check(changelog);
        try {
            iterator(changelog).run(new RollbackVisitor(Session.current(), this), session.environment());
        } catch (Exception failure) {
            Migration at = current;
            throw new MigrationIncompleteException(
                    "Undoing " + (at == null ? "to " + target : "'" + at.id() + "'") + " failed: "
                            + Failures.summary(failure, session.redactor()) + " (" + undone.size()
                            + " undone before it): look at the database before you repeat",
                    List.of(),
                    at,
                    Failures.cause(failure, session.redactor()));
        }
        return List.copyOf(undone);
    }

    /** The SQL of each change set to undo, without that of Liquibase's history. */
    List<MigrationScript> sql(DatabaseChangeLog changelog) throws Exception {
        var output = new StringWriter();
        List<MigrationScript> scripts = new ArrayList<>();
        return Session.withoutWriting(output, () -> {
            check(changelog);
            iterator(changelog)
                    .run(
                            new EachUndone(changeSet -> {
                                int from = output.getBuffer().length();
                                changeSet.rollback(Session.current(), this);
                                scripts.add(MigrationScript.of(
                                        Planner.migration(session, changeSet),
                                        session.redactor()
                                                .mask(output.getBuffer()
                                                        .substring(from)
                                                        .replaceFirst(HEADING, "")
                                                        .strip())));
                            }),
                            session.environment());
            return List.copyOf(scripts);
        });
    }

    /** Looks for change sets that cannot be undone, so that none is before all can be. */
    private void check(DatabaseChangeLog changelog) throws Exception {
        Session.history().reset();
        Session.history().init();
        String tag = target.tag();
        if (tag != null && !Session.history().tagExists(tag)) {
            throw rejected(List.of(Problem.of("there is no tag '" + tag + "' in the history: name one that was set")));
        }
        List<Problem> problems = new ArrayList<>();
        iterator(changelog)
                .run(
                        new EachUndone(changeSet -> {
                            if (!changeSet.supportsRollback(Session.current())) {
                                Migration migration = Planner.migration(session, changeSet);
                                problems.add(Problem.of(
                                        "'" + migration.id() + "' cannot be undone: give it a rollback", migration));
                            }
                        }),
                        session.environment());
        if (!problems.isEmpty()) {
            throw rejected(problems);
        }
    }

    private ChangeLogIterator iterator(DatabaseChangeLog changelog) throws Exception {
        List<RanChangeSet> ran = Session.current().getRanChangeSetList();
        List<ChangeSetFilter> filters = new ArrayList<>();
        filters.add(new AlreadyRanChangeSetFilter(ran));
        filters.addAll(Planner.filters(session));
        filters.add(target.filter(ran));
        return new ChangeLogIterator(ran, changelog, filters);
    }

    private MigrationRejectedException rejected(List<Problem> problems) {
        return new MigrationRejectedException(
                "Cannot roll back to " + target + ", nothing was executed: "
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

    /** Visits change sets from the newest to the oldest. */
    private static final class EachUndone implements ChangeSetVisitor {
        @FunctionalInterface
        interface Visit {
            void accept(ChangeSet changeSet) throws LiquibaseException;
        }

        private final Visit visit;

        EachUndone(Visit visit) {
            this.visit = visit;
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
                Set<ChangeSetFilterResult> accepted)
                throws LiquibaseException {
            visit.accept(changeSet);
        }
    }
}
