package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.pattern.ValidatePattern;
import org.flywaydb.core.internal.info.MigrationInfoImpl;

/** Why Flyway would refuse to migrate, before it does. */
final class Problems {
    private static final int EXAMPLES = 5;

    private final Session session;
    private final Changelog changelog;
    private final ChangelogResources resources;
    private final FluentConfiguration configuration;
    private final List<MigrationInfo> infos;
    private final List<Problem> found = new ArrayList<>();

    Problems(
            Session session,
            Changelog changelog,
            ChangelogResources resources,
            FluentConfiguration configuration,
            List<MigrationInfo> infos) {
        this.session = session;
        this.changelog = changelog;
        this.resources = resources;
        this.configuration = configuration;
        this.infos = infos;
    }

    List<Problem> find(boolean historyExists, boolean allSchemasEmpty) throws SQLException {
        locations();
        if (!historyExists && !configuration.isCreateSchemas()) {
            schema();
        }
        processes();
        if (infos.stream().noneMatch(info -> info.getState().isResolved())) {
            found.add(noMigrations());
        }
        if (!historyExists
                && !allSchemasEmpty
                && !configuration.isBaselineOnMigrate()
                && !configuration.isSkipExecutingMigrations()) {
            found.add(
                    Problem.of("The database is not empty and has no history: baseline it at the version that it is at,"
                            + " or set baselineOnMigrate, or name the schemas that belong to the changelog"));
        }
        // With nothing in the history there is nothing that it could disagree with.
        if (configuration.isValidateOnMigrate() && infos.stream().anyMatch(info -> info.getInstalledRank() != null)) {
            validate();
        }
        failedLines();
        unreadableScripts();
        return found;
    }

    private void locations() {
        for (String directory : resources.missingLocations()) {
            found.add(Problem.of("There is no directory '" + directory + "' in " + changelog.origin()
                    + ": correct the location, or leave it out"));
        }
    }

    /** Flyway would try for ten seconds to create the history without it. */
    private void schema() throws SQLException {
        HistoryTable history = session.history();
        if (!history.schemaExists(session.connections().first())) {
            found.add(Problem.of("There is no schema '" + history.schema()
                    + "' to create the history in: create it, or switch createSchemas on"));
        }
    }

    private void processes() {
        String instead = "' would be started as a process, which is not done here: write it in SQL or Java";
        for (MigrationInfo info : infos) {
            if (info.getState() == MigrationState.PENDING
                    && String.valueOf(info.getType()).contains("SCRIPT")) {
                var migration = Migrations.of(info, resources);
                found.add(Problem.of("'" + migration.path().orElse(migration.id()) + instead, migration));
            }
        }
        resources
                .processCallbacks(configuration)
                .forEach(file -> found.add(Problem.of("The callback '" + file.path() + instead)));
    }

    private Problem noMigrations() {
        String names = changelog.files().stream()
                .limit(EXAMPLES)
                .map(file -> "'" + file.path() + "'")
                .collect(Collectors.joining(", "));
        int count = changelog.files().size();
        String suffix = configuration.getSqlMigrationSuffixes()[0];
        return Problem.of("There is no migration in " + changelog.origin() + ": of its " + count
                + (count == 1 ? " file (" : " files (") + names
                + (count > EXAMPLES ? ", …" : "") + ") none is named like '" + configuration.getSqlMigrationPrefix()
                + "1"
                + configuration.getSqlMigrationSeparator() + "description" + suffix + "' or '"
                + configuration.getRepeatableSqlMigrationPrefix() + configuration.getSqlMigrationSeparator()
                + "description" + suffix + "'");
    }

    private void validate() {
        ValidatePattern[] patterns = Stream.concat(
                        Arrays.stream(configuration.getIgnoreMigrationPatterns()),
                        Stream.of(ValidatePattern.fromPattern("*:pending")))
                .toArray(ValidatePattern[]::new);
        var ignored = configuration.getIgnoreMigrationPatterns();
        try {
            var result = session.flyway(configuration.ignoreMigrationPatterns(patterns))
                    .validateWithResult();
            if (!result.validationSuccessful) {
                result.invalidMigrations.forEach(invalid -> found.add(problem(invalid)));
            }
        } finally {
            configuration.ignoreMigrationPatterns(ignored);
        }
    }

    private Problem problem(ValidateOutput invalid) {
        String message = Failures.oneLine(invalid.errorDetails.errorMessage).replaceAll("\\.$", "");
        String screened = session.redactor().screen(message);
        return about(invalid)
                .map(info -> Problem.of(screened, Migrations.of(info, resources)))
                .orElseGet(() -> Problem.of(screened));
    }

    private Optional<MigrationInfo> about(ValidateOutput invalid) {
        return infos.stream()
                .filter(info -> Objects.equals(
                                Objects.requireNonNullElse(invalid.version, ""),
                                info.getVersion() == null
                                        ? ""
                                        : info.getVersion().getVersion())
                        && Objects.equals(invalid.description, info.getDescription()))
                .findFirst();
    }

    /** Flyway refuses to go on after a failed migration even where validation is off or told to pass over it. */
    private void failedLines() {
        List<MigrationInfo> failed =
                infos.stream().filter(info -> info.getState().isFailed()).toList();
        boolean futureIgnored = Arrays.stream(configuration.getIgnoreMigrationPatterns())
                .anyMatch(pattern -> pattern.matchesMigration(true, MigrationState.FUTURE_SUCCESS));
        boolean passedOver =
                failed.size() == 1 && failed.get(0).getState() == MigrationState.FUTURE_FAILED && futureIgnored;
        for (MigrationInfo info : failed) {
            var migration = Migrations.of(info, resources);
            boolean known =
                    found.stream().anyMatch(problem -> problem.migration().equals(Optional.of(migration)));
            if (!passedOver && !known) {
                found.add(Problem.of(
                        "The history says that '" + migration.id()
                                + "' failed: undo what it left behind, then repair the history",
                        migration));
            }
        }
    }

    /** Lets Flyway parse what is pending: better now than in the middle of the run. */
    private void unreadableScripts() {
        Boolean transactional = null;
        for (MigrationInfo info : infos) {
            if (info.getState() != MigrationState.PENDING || !(info instanceof MigrationInfoImpl known)) {
                continue;
            }
            var migration = Migrations.of(info, resources);
            try {
                boolean own = known.canExecuteInTransaction();
                boolean mixes = transactional != null && transactional != own;
                if (mixes && configuration.isGroup() && !configuration.isMixed()) {
                    found.add(Problem.of(
                            "'" + migration.id()
                                    + "' cannot be committed together with the ones before it, of which some run in a"
                                    + " transaction and some do not: set mixed, or do not group",
                            migration));
                    return;
                }
                transactional = own;
            } catch (FlywayException failure) {
                found.add(Problem.of(
                        "Cannot read '" + migration.path().orElse(migration.id()) + "': "
                                + Failures.reason(failure, session.redactor()).replaceAll("\\.$", ""),
                        migration));
            }
        }
    }
}
