package dev.slipway.migration.liquibase;

import static java.util.Objects.requireNonNull;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import liquibase.TagVersionEnum;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.AfterTagChangeSetFilter;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.CountChangeSetFilter;
import liquibase.changelog.filter.ExecutedAfterChangeSetFilter;
import liquibase.exception.RollbackFailedException;
import org.jspecify.annotations.Nullable;

/** How far {@link LiquibaseEngine#rollback} goes back. Immutable. */
public final class RollbackTo {
    /** Makes Liquibase's filter from what the history holds. */
    @FunctionalInterface
    private interface FilterOf {
        ChangeSetFilter of(List<RanChangeSet> ran) throws RollbackFailedException;
    }

    private final String description;
    private final @Nullable String tag;
    private final FilterOf filter;

    private RollbackTo(String description, @Nullable String tag, FilterOf filter) {
        this.description = description;
        this.tag = tag;
        this.filter = filter;
    }

    /**
     * To where the database stood when it was tagged, as {@code liquibase rollback}.
     *
     * @param tag the tag; of several equal ones the oldest
     * @return everything that was applied after it will be undone
     */
    public static RollbackTo tag(String tag) {
        return new RollbackTo(
                "tag '" + requireNonNull(tag, "tag") + "'",
                tag,
                ran -> new AfterTagChangeSetFilter(tag, ran, TagVersionEnum.OLDEST));
    }

    /**
     * To where the database stood at a time, as {@code liquibase rollback-to-date}.
     *
     * @param date the time; some databases keep whole seconds only
     * @return everything that was applied later will be undone
     */
    public static RollbackTo date(Instant date) {
        Timestamp time = Timestamp.from(date);
        return new RollbackTo(date.toString(), null, ran -> new ExecutedAfterChangeSetFilter(time, ran));
    }

    /**
     * By a number of change sets, as {@code liquibase rollback-count}.
     *
     * @param count how many of the newest will be undone
     * @return as many will be undone, or all if there are fewer
     * @throws IllegalArgumentException if not positive
     */
    public static RollbackTo count(int count) {
        if (count <= 0) {
            throw new IllegalArgumentException("count is not positive: " + count);
        }
        Function<List<RanChangeSet>, ChangeSetFilter> filter = ran -> new CountChangeSetFilter(count);
        return new RollbackTo("before the newest " + count, null, filter::apply);
    }

    @Nullable
    String tag() {
        return tag;
    }

    /** Accepts what is to be undone; asked from the newest to the oldest. */
    ChangeSetFilter filter(List<RanChangeSet> ran) throws RollbackFailedException {
        return filter.of(ran);
    }

    /** What it goes back to. */
    @Override
    public String toString() {
        return description;
    }
}
