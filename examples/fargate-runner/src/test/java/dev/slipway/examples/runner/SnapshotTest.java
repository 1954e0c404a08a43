package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Migration;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.Origin;
import dev.slipway.migration.aws.AwsStandIn;
import dev.slipway.migration.aws.RdsStandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.services.rds.RdsClient;

/** The real client of RDS against a stand-in that speaks its protocol and checks signatures. */
class SnapshotTest {
    private static final String COMMIT = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final String NAME = "slipway-app-1a2b3c4d5e6f-20260102-030405";

    private final AwsStandIn aws = AwsStandIn.start();

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void itIsNamedAfterDatabaseCommitAndRunAndWaitedFor() {
        var snapshot = snapshot("app", Duration.ofMinutes(1));

        snapshot.take(plan(true), Status.none());

        assertThat(aws.rds().created())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("Action", "CreateDBClusterSnapshot")
                        .containsEntry("DBClusterIdentifier", "app")
                        .containsEntry("DBClusterSnapshotIdentifier", NAME)
                        .containsValues(
                                "slipway:revision",
                                COMMIT,
                                "slipway:changelog",
                                plan(true).digest()));
        assertThat(aws.rds().questions(NAME)).as("asked until it was there").isEqualTo(3);
    }

    @Test
    void theAdviceSaysHowToRestoreIt() {
        var snapshot = snapshot("cluster:app", Duration.ofMinutes(1));
        assertThat(snapshot.advice()).isEmpty();

        snapshot.take(plan(true), Status.none());

        assertThat(snapshot.advice())
                .contains("Before this run snapshot '" + NAME + "' of cluster 'app' was taken; it is restored as a new"
                        + " database: aws rds restore-db-cluster-from-snapshot --snapshot-identifier " + NAME
                        + " --db-cluster-identifier NEW --engine ENGINE --db-subnet-group-name GROUP"
                        + " --vpc-security-group-ids ID; Aurora's then needs an instance: aws rds"
                        + " create-db-instance --db-cluster-identifier NEW --db-instance-identifier NEW-1 --engine ENGINE"
                        + " --db-instance-class CLASS");
    }

    @Test
    void anInstanceHasSnapshotsOfItsOwn() {
        var snapshot = snapshot("instance:app", Duration.ofMinutes(1));

        snapshot.take(plan(true), Status.none());

        assertThat(aws.rds().created())
                .singleElement()
                .satisfies(request -> assertThat(request)
                        .containsEntry("Action", "CreateDBSnapshot")
                        .containsEntry("DBInstanceIdentifier", "app")
                        .containsEntry("DBSnapshotIdentifier", NAME));
        assertThat(snapshot.advice().orElseThrow())
                .contains("aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier " + NAME);
    }

    @Test
    void noneIsTakenWhenNothingIsPending() {
        var snapshot = snapshot("app", Duration.ofMinutes(1));

        snapshot.take(plan(false), Status.none());

        assertThat(aws.rds().created()).isEmpty();
        assertThat(snapshot.advice()).isEmpty();
    }

    @Test
    void questionsThatAreNotAnsweredDecideNothing() {
        // Each is tried several times by the SDK itself.
        aws.rds().listLate(2).failQuestions(5);

        var snapshot = snapshot("app", Duration.ofMinutes(1));
        snapshot.take(plan(true), Status.none());

        assertThat(snapshot.advice()).isPresent();
    }

    @Test
    void neitherDoesAServiceThatIsAskedTooOften() {
        // As many as make the SDK give up once.
        aws.rds().throttleQuestions(4);

        var snapshot = snapshot("app", Duration.ofMinutes(1));
        snapshot.take(plan(true), Status.none());

        assertThat(snapshot.advice()).isPresent();
    }

    @Test
    void oneWhoseMakingWasNotAnsweredIsTakenOnce() {
        aws.rds().loseAnswers(1);

        var snapshot = snapshot("app", Duration.ofMinutes(1));
        snapshot.take(plan(true), Status.none());

        assertThat(aws.rds().created()).hasSize(1);
        assertThat(snapshot.advice()).isPresent();
    }

    @Test
    void ofALongIdentifierTheBeginningIsInItsName() {
        snapshot(RdsStandIn.LONG, Duration.ofMinutes(1)).take(plan(true), Status.none());

        assertThat(aws.rds().created())
                .singleElement()
                .satisfies(request -> assertThat(request.get("DBClusterSnapshotIdentifier"))
                        .startsWith("slipway-app-x23456789-")
                        .endsWith("-1a2b3c4d5e6f-20260102-030405"));
    }

    @Test
    void itSaysHowFarItIs(@TempDir Path directory) throws IOException {
        aws.rds().endAs("failed", 2);
        Path file = directory.resolve("status");
        var status =
                Status.of(Settings.of(Arguments.parse(), Map.of("STATUS_FILE", file.toString())), new KnownSecrets());

        assertThatThrownBy(() -> snapshot("app", Duration.ofMinutes(1)).take(plan(true), status))
                .isInstanceOf(SnapshotException.class);

        assertThat(file).hasContent("taking a snapshot: 50 %");
    }

    @Test
    void aServiceThatIsNotReachedVetoesTheRunAndTheNetworkIsNamed() throws IOException {
        URI nobody;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + closed.getLocalPort());
        }
        var service = Snapshots.of(
                "app",
                () -> aws.allow(RdsClient.builder()).endpointOverride(nobody).build());
        assertThatThrownBy(() ->
                        new Snapshot(service, Duration.ZERO, Duration.ZERO, CLOCK).take(plan(true), Status.none()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("check that the task reaches Amazon RDS");
    }

    @Test
    void aFailedOneVetoesTheRun() {
        aws.rds().endAs("failed", 1);

        assertThatThrownBy(() -> snapshot("app", Duration.ofMinutes(1)).take(plan(true), Status.none()))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("Snapshot '" + NAME + "' of cluster 'app' failed; nothing was executed");
    }

    @Test
    void oneThatIsNotThereInTimeVetoesTheRun() {
        aws.rds().endAs("available", Integer.MAX_VALUE);

        assertThatThrownBy(() -> snapshot("app", Duration.ZERO).take(plan(true), Status.none()))
                .isInstanceOf(SnapshotException.class)
                .hasMessage("Snapshot '" + NAME + "' of cluster 'app' is not available after 0 s, see SNAPSHOT_WAIT; it"
                        + " may still become so; nothing was executed");
    }

    @Test
    void aMissingPermissionIsNamed() {
        aws.rds().deny();

        assertThatThrownBy(() -> snapshot("app", Duration.ofMinutes(1)).take(plan(true), Status.none()))
                .isInstanceOf(CredentialException.class)
                .hasMessageStartingWith("Cannot take snapshot '" + NAME + "' of cluster 'app': AccessDenied (")
                .hasMessageEndingWith("): the task's role needs rds:CreateDBClusterSnapshot,"
                        + " rds:DescribeDBClusterSnapshots and rds:AddTagsToResource; nothing was executed");
    }

    @Test
    void anUnknownClusterIsNamed() {
        assertThatThrownBy(() -> snapshot("other", Duration.ofMinutes(1)).take(plan(true), Status.none()))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining(
                        "of cluster 'other': DBClusterNotFoundFault (cluster:other not found.); nothing was"
                                + " executed");
    }

    @Test
    void theServiceRefusesWhatIsNotSigned() {
        var service = Snapshots.of(
                "app",
                () -> aws.allow(RdsClient.builder())
                        .credentialsProvider(AnonymousCredentialsProvider.create())
                        .build());

        assertThatThrownBy(() ->
                        new Snapshot(service, Duration.ZERO, Duration.ZERO, CLOCK).take(plan(true), Status.none()))
                .isInstanceOf(CredentialException.class)
                .hasMessageContaining("MissingAuthenticationToken");
    }

    @Test
    void anInterruptEndsTheWait() {
        aws.rds().endAs("available", Integer.MAX_VALUE);
        var waiter = Thread.currentThread();
        var interrupter = new Thread(() -> {
            while (aws.rds().questions(NAME) == 0) {
                Thread.yield();
            }
            waiter.interrupt();
        });
        interrupter.start();

        assertThatThrownBy(() -> snapshot("app", Duration.ofMinutes(1)).take(plan(true), Status.none()))
                .isInstanceOf(StoppedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(aws.rds().created()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my_cluster", "-app", "app-", "a--b", "instance:", "cluster:a b", "arn:aws:rds:x"})
    void whatCannotBeAnIdentifierIsRefused(String text) {
        assertThatThrownBy(() -> Snapshots.of(text, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is not the identifier of a cluster");
    }

    private Snapshot snapshot(String database, Duration patience) {
        var service =
                Snapshots.of(database, () -> aws.allow(RdsClient.builder()).build());
        return new Snapshot(service, patience, Duration.ofMillis(1), CLOCK);
    }

    private static MigrationPlan plan(boolean pending) {
        var changelog = Changelog.builder(Origin.of("git@example.com:schema.git", "master", COMMIT))
                .add("V1__a.sql", "create table a (id int)".getBytes(UTF_8))
                .build();
        var migration =
                Migration.builder("1").description("a").path("V1__a.sql").build();
        var state = pending ? MigrationPlan.State.PENDING : MigrationPlan.State.APPLIED;
        return MigrationPlan.builder(changelog)
                .entry(MigrationPlan.Entry.builder(migration, state).build())
                .build();
    }
}
