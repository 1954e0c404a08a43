package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrationPlan;
import java.util.Set;
import java.util.stream.Collectors;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilterResult;

/** Lets an update do what the plan says, and no more. */
final class PlannedOnly implements ChangeSetFilter {
    private final Session session;
    private final Set<String> pending;

    PlannedOnly(Session session, MigrationPlan plan) {
        this.session = session;
        this.pending = plan.pending().stream().map(one -> one.id()).collect(Collectors.toSet());
    }

    @Override
    public ChangeSetFilterResult accepts(ChangeSet changeSet) {
        boolean planned = pending.contains(Planner.migration(session, changeSet).id());
        return new ChangeSetFilterResult(
                planned, planned ? "Planned" : "Beyond the limit of this run", PlannedOnly.class);
    }
}
