package dev.slipway.migration.liquibase;

import dev.slipway.migration.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.RanChangeSet;

/** Where a plan ends before the changelog does: at a tag, or after a number of change sets. Belongs to one plan. */
final class Limit {
    private final LiquibaseOptions options;
    private final List<RanChangeSet> history;
    private final Set<String> tags = new LinkedHashSet<>();
    private boolean beyond;
    private int admitted;

    Limit(LiquibaseOptions options, List<RanChangeSet> history) {
        this.options = options;
        this.history = history;
    }

    /**
     * Whether a change set is to run; asked for each that no filter refuses, in the changelog's order.
     *
     * @param pending whether it would run without a limit
     */
    boolean admits(ChangeSet changeSet, boolean pending) {
        if (beyond) {
            return false;
        }
        if (options.upToTag() != null && isTagged(changeSet, options.upToTag())) {
            beyond = true;
        }
        if (pending) {
            admitted++;
        }
        return options.atMost() == null || admitted <= options.atMost();
    }

    private boolean isTagged(ChangeSet changeSet, String tag) {
        boolean tagged = changeSet.getChanges().stream()
                .filter(TagDatabaseChange.class::isInstance)
                .map(change -> String.valueOf(((TagDatabaseChange) change).getTag()))
                .peek(tags::add)
                .anyMatch(tag::equals);
        return tagged
                || history.stream().anyMatch(row -> tag.equalsIgnoreCase(row.getTag()) && row.isSameAs(changeSet));
    }

    /** What is wrong with the limit, once all change sets have been asked for. */
    Optional<Problem> problem() {
        return options.upToTag() == null || beyond
                ? Optional.empty()
                : Optional.of(Problem.of("There is no tag '" + options.upToTag()
                        + "' in the changelog or on its applied change sets: name one that is"
                        + (tags.isEmpty() ? "" : " (" + String.join(", ", tags) + ")")));
    }
}
