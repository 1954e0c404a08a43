package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Problem;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/** Compares a changelog with a history by Flyway's own commands, none of which writes. */
final class HistoryReader {
    private final Session session;
    private final Changelog changelog;
    private final ChangelogResources resources;

    HistoryReader(Session session, Changelog changelog) {
        this.session = session;
        this.changelog = changelog;
        this.resources = session.resources(changelog);
    }

    /** The same in another session. */
    HistoryReader in(Session other) {
        return new HistoryReader(other, changelog);
    }

    ChangelogResources resources() {
        return resources;
    }

    /**
     * What a reading found.
     *
     * @param plan the comparison
     * @param infos Flyway's own, none if it could not make any
     * @param historyExists whether there is a history table
     */
    record Reading(MigrationPlan plan, List<MigrationInfo> infos, boolean historyExists) {
        /** The newest line of the history. */
        int lastRank() {
            return infos.stream()
                    .map(MigrationInfo::getInstalledRank)
                    .filter(Objects::nonNull)
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(Integer.MIN_VALUE);
        }
    }

    /** A new look at the database. */
    Reading read() {
        var plan = MigrationPlan.builder(changelog);
        FluentConfiguration configuration = session.quietConfiguration(resources);
        try {
            MigrationInfoService service = session.flyway(configuration).info();
            List<MigrationInfo> infos = List.of(service.all());
            boolean exists = session.history().exists(session.connections().first());
            boolean empty = service.getInfoResult().allSchemasEmpty;
            MigrationVersion baseline = !exists && !empty && configuration.isBaselineOnMigrate()
                    ? configuration.getBaselineVersion()
                    : null;
            infos.forEach(info -> entry(info, baseline).ifPresent(plan::entry));
            new Problems(session, changelog, resources, configuration, infos)
                    .find(exists, empty)
                    .forEach(plan::problem);
            return new Reading(plan.build(), infos, exists);
        } catch (FlywayException failure) {
            MissingModule.explain(failure, session.connections().first()).ifPresent(explained -> {
                throw explained;
            });
            if (Failures.find(failure, SQLException.class) != null
                    || Failures.find(failure, MigrationException.class) != null) {
                throw Failures.of("Cannot read the history", failure, session.redactor());
            }
            // Flyway cannot make sense of the files: it says the same when it migrates.
            return new Reading(
                    plan.problem(Problem.of(Failures.reason(failure, session.redactor())))
                            .build(),
                    List.of(),
                    false);
        } catch (SQLException failure) {
            throw Failures.of("Cannot read the history", failure, session.redactor());
        }
    }

    /**
     * One line of the plan.
     *
     * @param baseline the version that the run will begin with, which Flyway 10 does not take into account yet
     */
    private Optional<MigrationPlan.Entry> entry(MigrationInfo info, @Nullable MigrationVersion baseline) {
        if (Migrations.isMarker(info)) {
            return Optional.empty();
        }
        boolean changed = info.getInstalledRank() != null && !info.isChecksumMatching();
        boolean covered = baseline != null
                && info.getState() == MigrationState.PENDING
                && info.getVersion() != null
                && info.getVersion().compareTo(baseline) <= 0;
        return States.of(covered ? MigrationState.BELOW_BASELINE : info.getState(), changed)
                .map(state -> MigrationPlan.Entry.builder(migration(info), state)
                        .historyChecksum(text(info.getAppliedChecksum()))
                        .changelogChecksum(text(info.getResolvedChecksum()))
                        .appliedAt(
                                info.getInstalledOn() == null
                                        ? null
                                        : info.getInstalledOn().toInstant())
                        .build());
    }

    Migration migration(MigrationInfo info) {
        return Migrations.of(info, resources);
    }

    private static @Nullable String text(@Nullable Integer checksum) {
        return checksum == null ? null : checksum.toString();
    }

    /** Whether files of the changelog or callbacks of the caller's run at a migration that has nothing to migrate. */
    boolean hasCallbacks() {
        FluentConfiguration configuration = session.configuration(resources);
        return configuration.getCallbacks().length > 0
                || (!configuration.isSkipDefaultCallbacks()
                        && resources.files().stream().anyMatch(file -> isCallback(configuration, file.path())));
    }

    private static boolean isCallback(FluentConfiguration configuration, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Arrays.stream(configuration.getSqlMigrationSuffixes())
                .filter(name::endsWith)
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .map(base -> base.split(configuration.getSqlMigrationSeparator(), 2)[0])
                .anyMatch(event -> Event.fromId(event) != null);
    }

    /** Flyway that runs callbacks, for the run itself. */
    FluentConfiguration configuration() {
        return session.configuration(resources);
    }
}
