package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationPlan.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import liquibase.ChecksumVersion;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.RunStatus;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.RanChangeSet;
import liquibase.changelog.filter.ChangeSetFilter;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.IgnoreChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.changelog.filter.ShouldRunChangeSetFilter;
import liquibase.database.Database;
import org.jspecify.annotations.Nullable;

/** Compares a parsed changelog with the history, as Liquibase's own update would. Works within a session, writes nothing. */
final class Planner {
    private final Session session;
    private final Changelog files;
    private final ChangelogResources resources;

    Planner(Session session, Changelog files, ChangelogResources resources) {
        this.session = session;
        this.files = files;
        this.resources = resources;
    }

    /** Filters in the order in which an update asks them. */
    static List<ChangeSetFilter> filters(Session session) {
        return List.of(
                new ContextChangeSetFilter(session.contexts()),
                new LabelChangeSetFilter(session.labels()),
                new DbmsChangeSetFilter(Session.current()),
                new IgnoreChangeSetFilter());
    }

    /** The same for an update that does what a plan says. */
    static List<ChangeSetFilter> filters(Session session, MigrationPlan plan) {
        List<ChangeSetFilter> filters = new ArrayList<>(filters(session));
        if (session.options().isLimited()) {
            filters.add(new PlannedOnly(session, plan));
        }
        return filters;
    }

    MigrationPlan plan(ParsedChangelog parsed) throws Exception {
        return Session.withoutWriting(null, () -> compare(parsed, null));
    }

    /** The plan after a run: what is pending beyond the limit of that run is not its business. */
    MigrationPlan planAfter(ParsedChangelog parsed, MigrationPlan before) throws Exception {
        return Session.withoutWriting(null, () -> compare(parsed, new PlannedOnly(session, before)));
    }

    private MigrationPlan compare(ParsedChangelog parsed, @Nullable PlannedOnly within) throws Exception {
        var plan = MigrationPlan.builder(files);
        parsed.problems().forEach(plan::problem);
        DatabaseChangeLog changelog = parsed.changelog();
        if (changelog == null) {
            return plan.build();
        }
        Database database = Session.current();
        Session.history().init();
        var validation = new Validation(session, files);
        validation.check(changelog).forEach(plan::problem);
        List<ChangeSetFilter> filters = filters(session);
        var shouldRun = new ShouldRunChangeSetFilter(database);
        var limit = new Limit(session.options(), database.getRanChangeSetList());
        Set<String> known = new HashSet<>();
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            known.add(key(changeSet.getFilePath(), changeSet.getId(), changeSet.getAuthor()));
            State state = filters.stream()
                            .allMatch(filter -> filter.accepts(changeSet).isAccepted())
                    ? state(
                            database.getRunStatus(changeSet),
                            shouldRun.accepts(changeSet).isAccepted(),
                            validation.isChanged(changeSet))
                    : State.SKIPPED;
            if (state != State.SKIPPED && session.options().isLimited()) {
                boolean pending = state == State.PENDING;
                boolean admitted = within == null
                        ? limit.admits(changeSet, pending)
                        : within.accepts(changeSet).isAccepted();
                state = pending && !admitted ? State.SKIPPED : state;
            }
            plan.entry(entry(changeSet, state, database.getRanChangeSet(changeSet)));
        }
        if (within == null) {
            limit.problem().ifPresent(plan::problem);
        }
        for (ChangeSet skipped : changelog.getSkippedChangeSets()) {
            known.add(key(skipped.getFilePath(), skipped.getId(), skipped.getAuthor()));
            plan.entry(entry(skipped, State.SKIPPED, database.getRanChangeSet(skipped)));
        }
        missing(database, changelog, known).forEach(plan::entry);
        return plan.build();
    }

    /**
     * The state of a change set that no filter refuses.
     *
     * @param status what the history says
     * @param runs whether an update would run it: new, {@code runAlways}, or {@code runOnChange} and changed
     * @param rejected whether validation objects to its checksum; Liquibase forgives some that differ by its own doing
     */
    static State state(RunStatus status, boolean runs, boolean rejected) {
        if (rejected) {
            return State.CHANGED;
        }
        if (runs) {
            return State.PENDING;
        }
        return switch (status) {
            case NOT_RAN, RUN_AGAIN -> State.PENDING;
            case ALREADY_RAN, MARK_RAN, INVALID_MD5SUM -> State.APPLIED;
        };
    }

    private MigrationPlan.Entry entry(ChangeSet changeSet, State state, @Nullable RanChangeSet ran) {
        var entry = MigrationPlan.Entry.builder(migration(session, changeSet), state);
        ChecksumVersion version = ChecksumVersion.latest();
        if (ran != null) {
            if (ran.getLastCheckSum() != null) {
                entry.historyChecksum(ran.getLastCheckSum().toString());
                version = ChecksumVersion.enumFromChecksumVersion(
                        ran.getLastCheckSum().getVersion());
            }
            entry.appliedAt(
                    ran.getDateExecuted() == null ? null : ran.getDateExecuted().toInstant());
        }
        return entry.changelogChecksum(String.valueOf(changeSet.generateCheckSum(version)))
                .build();
    }

    /** Rows from this changelog's files and included directories that it has no change set for any more. */
    private List<MigrationPlan.Entry> missing(Database database, DatabaseChangeLog changelog, Set<String> known)
            throws Exception {
        Set<String> paths = new HashSet<>();
        Stream.concat(changelog.getChangeSets().stream(), changelog.getSkippedChangeSets().stream())
                .forEach(changeSet -> paths.add(path(changeSet.getFilePath())));
        files.files().forEach(file -> paths.add(path(file.path())));
        List<MigrationPlan.Entry> missing = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (RanChangeSet ran : database.getRanChangeSetList()) {
            String path = path(ran.getChangeLog());
            String key = key(ran.getChangeLog(), ran.getId(), ran.getAuthor());
            boolean ours = paths.contains(path)
                    || resources.listedDirectories().stream()
                            .anyMatch(directory ->
                                    !directory.isEmpty() && path.startsWith(directory.toLowerCase(Locale.ROOT)));
            if (ours && !known.contains(key) && seen.add(key)) {
                var migration = HistoryEntry.migration(ran, session.redactor());
                missing.add(MigrationPlan.Entry.builder(migration, State.MISSING)
                        .historyChecksum(
                                ran.getLastCheckSum() == null
                                        ? null
                                        : ran.getLastCheckSum().toString())
                        .appliedAt(
                                ran.getDateExecuted() == null
                                        ? null
                                        : ran.getDateExecuted().toInstant())
                        .build());
            }
        }
        return missing;
    }

    /** How a change set is called outside: {@code path::id::author}, as in Liquibase's own messages. */
    static Migration migration(Session session, ChangeSet changeSet) {
        String comments = changeSet.getComments();
        String text = comments == null || comments.isBlank() ? changeSet.getDescription() : comments;
        return Migration.builder(session.redactor().mask(changeSet.toString(false)))
                .description(session.redactor().mask(text == null ? "" : Failures.oneLine(text)))
                .path(session.redactor().mask(String.valueOf(changeSet.getFilePath())))
                .build();
    }

    /** Liquibase compares without regard to case and to how a path is written. */
    private static String key(String path, String id, String author) {
        return path(path) + "::" + id.toLowerCase(Locale.ROOT) + "::" + author.toLowerCase(Locale.ROOT);
    }

    private static String path(String path) {
        return DatabaseChangeLog.normalizePath(path).toLowerCase(Locale.ROOT);
    }
}
