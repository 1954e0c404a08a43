package dev.slipway.examples.runner;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Origin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Takes a snapshot of a database in Amazon RDS or Aurora before the first pending migration, and waits until it can be
 * restored. It is asked under the engine's lock, so that nobody migrates meanwhile. For one run.
 */
final class Snapshot {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int COMMIT_LENGTH = 12;

    private final Snapshots service;
    private final Duration patience;
    private final Duration between;
    private final Clock clock;
    private @Nullable String taken;

    /**
     * Prepares one.
     *
     * @param patience how long to wait until it can be restored
     * @param between how long to wait before asking again
     */
    Snapshot(Snapshots service, Duration patience, Duration between, Clock clock) {
        this.service = service;
        this.patience = patience;
        this.between = between;
        this.clock = clock;
    }

    /** How long it may take. */
    Duration patience() {
        return patience;
    }

    /**
     * Takes it if anything is pending; returns when it can be restored.
     *
     * @param status is told how far it is
     * @throws CredentialException if AWS does not allow it
     * @throws SnapshotException if there is no snapshot for another reason
     * @throws StoppedException if the thread was interrupted
     */
    void take(MigrationPlan plan, Status status) {
        if (plan.pending().isEmpty()) {
            LOG.info("No snapshot of {}: nothing is pending", service.database());
            return;
        }
        take(plan.origin(), plan.digest(), status);
    }

    /**
     * Takes it; returns when it can be restored.
     *
     * @param status is told how far it is
     * @throws CredentialException if AWS does not allow it
     * @throws SnapshotException if there is no snapshot for another reason
     * @throws StoppedException if the thread was interrupted
     */
    void take(Origin origin, String digest, Status status) {
        String name = name(origin, digest);
        LOG.info("Taking snapshot '{}' of {}", name, service.database());
        status.snapshot(0);
        try {
            create(name, origin, digest);
            awaitAvailable(name, status);
        } catch (AwsServiceException refused) {
            throw failure(name, refused);
        } catch (AbortedException interrupted) {
            throw stopped();
        } catch (SdkClientException failure) {
            throw new SnapshotException("Cannot take a snapshot of " + service.database() + ": " + failure.getMessage()
                    + "; check that the task reaches Amazon RDS: a route to the internet, or a VPC endpoint for rds, and"
                    + " its credentials");
        }
        taken = name;
    }

    /** The answer to an earlier attempt may have been lost; what has this name is of this moment in any case. */
    private void create(String name, Origin origin, String digest) {
        try {
            service.create(name, origin, digest);
        } catch (AwsServiceException refused) {
            if (!code(refused).contains("SnapshotAlreadyExists")) {
                throw refused;
            }
            LOG.info("Snapshot '{}' is being taken already", name);
        }
    }

    /** How to go back to the snapshot; nothing if none was taken. */
    Optional<String> advice() {
        return Optional.ofNullable(taken)
                .map(name -> "Before this run snapshot '" + name + "' of " + service.database()
                        + " was taken; it is restored as a new database: " + service.restoreCommand(name));
    }

    /** {@code slipway-db-1a2b3c4d5e6f-20260102-030405}: the database, the commit and the moment of the run. */
    private String name(Origin origin, String digest) {
        String stand = origin.revision().orElse(digest);
        String end =
                "-" + stand.substring(0, Math.min(COMMIT_LENGTH, stand.length())) + "-" + TIME.format(clock.instant());
        String begin = "slipway-" + service.identifier();
        // Letters, digits and single hyphens are allowed.
        String name = begin.substring(0, Math.min(begin.length(), service.longestName() - end.length())) + end;
        return name.replaceAll("[^A-Za-z0-9]+", "-");
    }

    private void awaitAvailable(String name, Status status) {
        Instant start = clock.instant();
        int shown = -1;
        while (true) {
            var state = state(name);
            if (state.isAvailable()) {
                LOG.info("Snapshot '{}' is available", name);
                return;
            }
            if (state.isFailed()) {
                throw new SnapshotException("Snapshot '" + name + "' of " + service.database() + " failed");
            }
            if (Duration.between(start, clock.instant()).compareTo(patience) >= 0) {
                throw new SnapshotException(
                        "Snapshot '" + name + "' of " + service.database() + " is not available after "
                                + patience.toSeconds() + " s, see SNAPSHOT_WAIT; it may still become so");
            }
            if (state.percent() != shown) {
                shown = state.percent();
                status.snapshot(shown);
                LOG.info("Snapshot '{}': {}, {} %", name, state.status(), shown);
            }
            pause();
        }
    }

    /** One question that is not answered decides nothing: the snapshot goes on, and the next one may be. */
    private Snapshots.State state(String name) {
        try {
            return service.state(name);
        } catch (AbortedException interrupted) {
            throw interrupted;
        } catch (AwsServiceException refused) {
            boolean transitory = refused.statusCode() >= 500 || refused.isThrottlingException();
            if (!transitory && !code(refused).contains("SnapshotNotFound")) {
                throw refused;
            }
            LOG.warn("Snapshot '{}': Amazon RDS does not say how far it is: {}", name, refused.getMessage());
        } catch (SdkClientException failure) {
            LOG.warn("Snapshot '{}': Amazon RDS was not reached: {}", name, failure.getMessage());
        }
        return Snapshots.State.UNKNOWN;
    }

    private static String code(AwsServiceException refused) {
        return refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
    }

    private void pause() {
        try {
            Thread.sleep(between.toMillis());
        } catch (InterruptedException interrupted) {
            throw stopped();
        }
    }

    private static StoppedException stopped() {
        Thread.currentThread().interrupt();
        return new StoppedException();
    }

    private MigrationException failure(String name, AwsServiceException refused) {
        var details = refused.awsErrorDetails();
        String code = code(refused);
        String what = "Cannot take snapshot '" + name + "' of " + service.database() + ": " + code;
        String message = details == null ? "" : String.valueOf(details.errorMessage());
        if (code.contains("AccessDenied") || refused.statusCode() == 401 || refused.statusCode() == 403) {
            return new CredentialException(what + " (" + message + "): the task's role needs " + service.permissions()
                    + "; nothing was executed");
        }
        return new SnapshotException(what + " (" + message + ")");
    }
}
