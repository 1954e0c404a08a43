package dev.slipway.migration;

import java.util.List;

/** History and changelog disagree, or the changelog is not valid: <strong>nothing was executed</strong>. */
public final class MigrationRejectedException extends MigrationException {
    private final transient List<Problem> problems;

    /**
     * An exception for a list of problems.
     *
     * @param message what was rejected, on what, what to do
     * @param problems why, at least one
     */
    public MigrationRejectedException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
        if (this.problems.isEmpty()) {
            throw new IllegalArgumentException("A rejection needs at least one problem");
        }
    }

    /** Why nothing was executed: the same problems that {@link MigrationPlan#problems()} reports. */
    public List<Problem> problems() {
        return problems;
    }
}
