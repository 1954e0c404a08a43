package dev.slipway.migration.testkit;

import static java.util.Objects.requireNonNull;

import dev.slipway.migration.Changelog;
import java.util.List;

/**
 * A changelog with which a run succeeds although migrations are pending afterwards, for a reason that the engine
 * documents: {@code runAlways}, {@code onFail: CONTINUE}, {@code failOnError: false}, a repeatable migration with a time
 * stamp. Immutable.
 */
public final class DeclinedCase {
    private final String reason;
    private final Changelog changelog;
    private final List<String> applied;
    private final List<String> declined;

    private DeclinedCase(String reason, Changelog changelog, List<String> applied, List<String> declined) {
        this.reason = requireNonNull(reason, "reason");
        this.changelog = requireNonNull(changelog, "changelog");
        this.applied = List.copyOf(applied);
        this.declined = List.copyOf(declined);
    }

    /**
     * A case in which nothing is applied and nothing declined.
     *
     * @param reason a text that the engine's reason must contain: {@code runAlways}
     * @param changelog a changelog for an empty database
     * @return the case
     */
    public static DeclinedCase of(String reason, Changelog changelog) {
        return new DeclinedCase(reason, changelog, List.of(), List.of());
    }

    /**
     * Says what is applied.
     *
     * @param ids all that the report's {@code applied()} must list in a run on an empty database, in order
     * @return a new case
     */
    public DeclinedCase applies(String... ids) {
        return new DeclinedCase(reason, changelog, List.of(ids), declined);
    }

    /**
     * Says what is declined.
     *
     * @param ids all that the report's {@code declined()} must list, and that must be pending afterwards, in order
     * @return a new case
     */
    public DeclinedCase declines(String... ids) {
        return new DeclinedCase(reason, changelog, applied, List.of(ids));
    }

    String reason() {
        return reason;
    }

    Changelog changelog() {
        return changelog;
    }

    List<String> applied() {
        return applied;
    }

    List<String> declined() {
        return declined;
    }

    /** The reason. */
    @Override
    public String toString() {
        return reason;
    }
}
