package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import liquibase.Scope;
import liquibase.changelog.ChangeLogIterator;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.filter.ContextChangeSetFilter;
import liquibase.changelog.filter.DbmsChangeSetFilter;
import liquibase.changelog.filter.LabelChangeSetFilter;
import liquibase.changelog.visitor.ValidatingVisitor;
import liquibase.changelog.visitor.ValidatingVisitorGeneratorFactory;
import liquibase.database.Database;

/** Liquibase's own validation, worded as problems. What it objects to makes an update fail before it begins. */
final class Validation {
    private final Session session;
    private final Changelog files;
    private final Map<String, String> changed = new HashMap<>();

    Validation(Session session, Changelog files) {
        this.session = session;
        this.files = files;
    }

    /** Does what {@link DatabaseChangeLog#validate} does, which tells less. */
    List<Problem> check(DatabaseChangeLog changelog) throws Exception {
        Database database = Session.current();
        database.setObjectQuotingStrategy(changelog.getObjectQuotingStrategy());
        ValidatingVisitor visitor = Scope.getCurrentScope()
                .getSingleton(ValidatingVisitorGeneratorFactory.class)
                .getValidatingVisitorGenerator()
                .generateValidatingVisitor(database.getRanChangeSetList());
        visitor.validate(database, changelog);
        List<Problem> problems = new ArrayList<>();
        try {
            new ChangeLogIterator(
                            changelog,
                            new DbmsChangeSetFilter(database),
                            new ContextChangeSetFilter(session.contexts()),
                            new LabelChangeSetFilter(session.labels()))
                    .run(visitor, session.environment());
        } catch (liquibase.exception.LiquibaseException failure) {
            if (Failures.sqlException(failure) != null) {
                throw failure;
            }
            problems.add(Problem.of(Failures.summary(failure, session.redactor())));
        }
        collect(visitor, changelog, problems);
        return problems;
    }

    /** Whether validation objects to the checksum. */
    boolean isChanged(ChangeSet changeSet) {
        return changed.containsKey(changeSet.toString(false));
    }

    private void collect(ValidatingVisitor visitor, DatabaseChangeLog changelog, List<Problem> problems) {
        for (String invalid : visitor.getInvalidMD5Sums()) {
            int end = invalid.lastIndexOf(" was: ");
            changed.put(end < 0 ? invalid : invalid.substring(0, end), end < 0 ? "" : invalid.substring(end + 1));
        }
        for (ChangeSet changeSet : changelog.getChangeSets()) {
            String checksums = changed.get(changeSet.toString(false));
            if (checksums != null) {
                problems.add(Problem.of(changedText(changeSet, checksums), Planner.migration(session, changeSet)));
            }
        }
        for (ChangeSet duplicate : visitor.getDuplicateChangeSets()) {
            problems.add(Problem.of(
                    "'" + mask(duplicate.toString(false))
                            + "' is there twice: give one of them another id, or take it out",
                    Planner.migration(session, duplicate)));
        }
        visitor.getFailedPreconditions()
                .forEach(failed -> problems.add(Problem.of("The changelog's precondition failed: "
                        + screen(String.valueOf(failed.getMessage())) + ": see to it, or change its onFail")));
        visitor.getErrorPreconditions()
                .forEach(error -> problems.add(Problem.of("The changelog's precondition cannot be checked: "
                        + Failures.summary(error.getCause(), session.redactor()))));
        visitor.getSetupExceptions()
                .forEach(setup -> problems.add(Problem.of(Failures.summary(setup, session.redactor()))));
        visitor.getChangeValidationExceptions()
                .forEach(invalid -> problems.add(Problem.of(Failures.summary(invalid, session.redactor()))));
        visitor.getValidationErrors()
                .getErrorMessages()
                .forEach(message -> problems.add(Problem.of(screen(String.valueOf(message)))));
    }

    private String changedText(ChangeSet changeSet, String checksums) {
        String name = "'" + mask(changeSet.toString(false)) + "'";
        String were = " was changed since it ran (" + checksums + "): ";
        String old = checksums.replaceFirst("^was: (\\S+).*", "$1");
        String parameters = parametersIn(changeSet);
        if (parameters.isEmpty()) {
            return name + were + "undo the change and write a new change set, or allow it by validCheckSum '" + old
                    + "'";
        }
        return name + were + "undo the change; or, if nothing but the value of parameter " + parameters
                + " changed, which is part of the checksum, allow it by validCheckSum '" + old
                + "', or give the old value";
    }

    /** The parameters that the change set's file refers to; in formatted SQL those of the change set itself. */
    private String parametersIn(ChangeSet changeSet) {
        String path = ChangelogResources.normalize(String.valueOf(
                changeSet.getChangeLog() == null
                        ? changeSet.getFilePath()
                        : changeSet.getChangeLog().getPhysicalFilePath()));
        String text = path == null
                ? ""
                : files.file(path)
                        .map(file -> file.text(StandardCharsets.UTF_8))
                        .orElse("");
        String part = FormattedSql.changeSet(text, changeSet.getAuthor(), changeSet.getId());
        return session.options().parameters().keySet().stream()
                .filter(parameter -> part.contains("${" + parameter + "}"))
                .map(parameter -> "'" + parameter + "'")
                .collect(Collectors.joining(", "));
    }

    private String mask(String text) {
        return Failures.oneLine(session.redactor().mask(text));
    }

    private String screen(String text) {
        return Failures.oneLine(session.redactor().screen(Failures.withoutSql(text)));
    }
}
