package dev.slipway.examples.runner;

import dev.slipway.migration.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

/** The part of Amazon RDS that makes snapshots, of a cluster (Aurora) or of an instance. Its client is made when it is first used. */
final class Snapshots implements AutoCloseable {
    private static final String INSTANCE = "instance:";
    private static final String CLUSTER = "cluster:";
    private static final Duration CALL = Duration.ofSeconds(60);

    private final String identifier;
    private final boolean cluster;
    private final Supplier<RdsClient> clients;
    private Optional<RdsClient> client = Optional.empty();

    private Snapshots(String identifier, boolean cluster, Supplier<RdsClient> clients) {
        this.identifier = identifier;
        this.cluster = cluster;
        this.clients = clients;
    }

    /**
     * Names a database.
     *
     * @param text the identifier of a cluster, also as {@code cluster:ID}, or {@code instance:ID}
     * @throws IllegalArgumentException if it cannot be one
     */
    static Snapshots of(String text, Optional<String> region) {
        return of(text, () -> client(region));
    }

    /** The same, with a client of the caller's, which is closed with this. */
    static Snapshots of(String text, Supplier<RdsClient> clients) {
        boolean cluster = !text.startsWith(INSTANCE);
        String identifier = text.replaceFirst("^(" + INSTANCE + "|" + CLUSTER + ")", "");
        if (!identifier.matches("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*") || identifier.length() > 63) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the identifier of a cluster, or 'instance:' and that"
                            + " of an instance: letters, digits and hyphens");
        }
        return new Snapshots(identifier, cluster, clients);
    }

    String identifier() {
        return identifier;
    }

    /** The database in words. */
    String database() {
        return (cluster ? "cluster '" : "instance '") + identifier + "'";
    }

    /** How many characters the name of a snapshot may have, says the reference of CreateDBClusterSnapshot and CreateDBSnapshot. */
    int longestName() {
        return cluster ? 63 : 255;
    }

    /** What a role must be allowed to do. */
    String permissions() {
        return cluster
                ? "rds:CreateDBClusterSnapshot, rds:DescribeDBClusterSnapshots and rds:AddTagsToResource"
                : "rds:CreateDBSnapshot, rds:DescribeDBSnapshots and rds:AddTagsToResource";
    }

    /** What an operator types to have the database back beside the broken one. */
    String restoreCommand(String name) {
        return cluster
                ? "aws rds restore-db-cluster-from-snapshot --snapshot-identifier " + name
                        + " --db-cluster-identifier NEW --engine ENGINE --db-subnet-group-name GROUP"
                        + " --vpc-security-group-ids ID; Aurora's then needs an instance: aws rds"
                        + " create-db-instance --db-cluster-identifier NEW --db-instance-identifier NEW-1 --engine ENGINE"
                        + " --db-instance-class CLASS"
                : "aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier " + name
                        + " --db-instance-identifier NEW";
    }

    void create(String name, Origin origin, String digest) {
        var tags = List.of(
                tag("slipway:changelog", digest),
                tag("slipway:revision", origin.revision().orElse("none")));
        if (cluster) {
            client().createDBClusterSnapshot(request -> request.dbClusterIdentifier(identifier)
                    .dbClusterSnapshotIdentifier(name)
                    .tags(tags));
        } else {
            client().createDBSnapshot(request -> request.dbInstanceIdentifier(identifier)
                    .dbSnapshotIdentifier(name)
                    .tags(tags));
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    State state(String name) {
        if (cluster) {
            return client()
                    .describeDBClusterSnapshots(request -> request.dbClusterSnapshotIdentifier(name))
                    .dbClusterSnapshots()
                    .stream()
                    .map(snapshot -> State.of(snapshot.status(), snapshot.percentProgress()))
                    .findFirst()
                    .orElse(State.UNKNOWN);
        }
        return client().describeDBSnapshots(request -> request.dbSnapshotIdentifier(name)).dbSnapshots().stream()
                .map(snapshot -> State.of(snapshot.status(), snapshot.percentProgress()))
                .findFirst()
                .orElse(State.UNKNOWN);
    }

    private RdsClient client() {
        RdsClient made = client.orElseGet(clients);
        client = Optional.of(made);
        return made;
    }

    private static RdsClient client(Optional<String> region) {
        var builder = RdsClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(settings -> settings.apiCallTimeout(CALL));
        region.map(Region::of).ifPresent(builder::region);
        return builder.build();
    }

    @Override
    public void close() {
        client.ifPresent(RdsClient::close);
    }

    /** How far a snapshot is. */
    record State(String status, int percent) {
        /** It was accepted, but is not listed yet. */
        static final State UNKNOWN = new State("creating", 0);

        static State of(String status, Integer percent) {
            return new State(String.valueOf(status).toLowerCase(Locale.ROOT), percent == null ? 0 : percent);
        }

        boolean isAvailable() {
            return status.equals("available");
        }

        boolean isFailed() {
            return status.contains("failed") || status.contains("incompatible");
        }
    }
}
