package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The part of RDS that makes snapshots, in an {@link AwsStandIn}: the AWS Query protocol, version 2014-10-31 of the API. A
 * snapshot is there after a few questions for it.
 */
public final class RdsStandIn {
    private static final Set<String> ACTIONS =
            Set.of("CreateDBClusterSnapshot", "DescribeDBClusterSnapshots", "CreateDBSnapshot", "DescribeDBSnapshots");

    private final AwsStandIn aws;
    /** As long as an identifier may be. */
    public static final String LONG = "app" + "-x23456789".repeat(6);

    private final Set<String> databases = Set.of("cluster:app", "instance:app", "cluster:" + LONG);
    private final Map<String, Integer> questions = new TreeMap<>();
    private final List<Map<String, String>> created = new CopyOnWriteArrayList<>();
    private volatile String last = "available";
    private volatile int questionsUntilThen = 3;
    private volatile boolean denied;
    private volatile int unlisted;
    private volatile int unavailable;
    private volatile int throttled;
    private volatile int lost;

    RdsStandIn(AwsStandIn aws) {
        this.aws = aws;
    }

    /** Snapshots end as this, after so many questions. */
    public RdsStandIn endAs(String status, int questions) {
        last = status;
        questionsUntilThen = questions;
        return this;
    }

    /** Refuses every call as IAM does. */
    public RdsStandIn deny() {
        denied = true;
        return this;
    }

    /** Does not know a new snapshot for so many questions. */
    public RdsStandIn listLate(int questions) {
        unlisted = questions;
        return this;
    }

    /** Answers so many questions, after the snapshot was made, by an error of its own. */
    public RdsStandIn failQuestions(int questions) {
        unavailable = questions;
        return this;
    }

    /** Answers so many questions as a service that is asked too often. */
    public RdsStandIn throttleQuestions(int questions) {
        throttled = questions;
        return this;
    }

    /** Makes a snapshot, but does not say so, so many times. */
    public RdsStandIn loseAnswers(int answers) {
        lost = answers;
        return this;
    }

    /** The requests that made a snapshot, with their parameters. */
    public List<Map<String, String>> created() {
        return List.copyOf(created);
    }

    /** How often a snapshot was asked for. */
    public synchronized int questions(String name) {
        return questions.getOrDefault(name, 0);
    }

    boolean serves(byte[] body) {
        return ACTIONS.contains(String.valueOf(parse(body).get("Action")));
    }

    synchronized void serve(HttpExchange exchange, byte[] body) throws IOException {
        var request = parse(body);
        String action = request.get("Action");
        String problem = SignatureV4.problem(exchange, body, aws.credentials(), aws.region(), "rds");
        String kind = action.contains("Cluster") ? "Cluster" : "";
        String name = request.get("DB" + kind + "SnapshotIdentifier");
        if (!problem.isEmpty()) {
            refuse(exchange, 403, problem, "The security token included in the request is invalid");
        } else if (denied) {
            refuse(exchange, 403, "AccessDenied", StandInService.denial("app", "rds:" + action));
        } else if (action.startsWith("Create")) {
            create(exchange, request, kind, name);
        } else if (unavailable-- > 0) {
            refuse(exchange, 503, "ServiceUnavailable", "Try again later");
        } else if (throttled-- > 0) {
            refuse(exchange, 400, "Throttling", "Rate exceeded");
        } else if (!questions.containsKey(name) || unlisted-- > 0) {
            refuse(exchange, 404, "DB" + kind + "SnapshotNotFoundFault", "There is no " + name);
        } else {
            int asked = questions.merge(name, 1, Integer::sum);
            String snapshot = snapshot(kind, name, asked);
            respond(exchange, action, "<DB" + kind + "Snapshots>" + snapshot + "</DB" + kind + "Snapshots>");
        }
    }

    private void create(HttpExchange exchange, Map<String, String> request, String kind, String name)
            throws IOException {
        String database = kind.isEmpty()
                ? "instance:" + request.get("DBInstanceIdentifier")
                : "cluster:" + request.get("DBClusterIdentifier");
        if (!databases.contains(database)) {
            String code = kind.isEmpty() ? "DBInstanceNotFound" : "DBClusterNotFoundFault";
            refuse(exchange, 404, code, database + " not found.");
        } else if (!name.matches("[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
                || name.length() > (kind.isEmpty() ? 255 : 63)) {
            refuse(exchange, 400, "InvalidParameterValue", "The parameter is not a valid identifier.");
        } else if (questions.putIfAbsent(name, 0) != null) {
            refuse(exchange, 400, "DB" + kind + "SnapshotAlreadyExistsFault", name + " exists.");
        } else {
            created.add(request);
            if (lost-- > 0) {
                refuse(exchange, 500, "InternalFailure", "This answer stands for one that is lost");
            } else {
                respond(exchange, request.get("Action"), snapshot(kind, name, 0));
            }
        }
    }

    private String snapshot(String kind, String name, int asked) {
        boolean ended = asked >= questionsUntilThen;
        String element = "DB" + kind + "Snapshot";
        int percent = ended ? 100 : 100 * asked / questionsUntilThen;
        return "<" + element + "><" + element + "Identifier>" + name + "</" + element + "Identifier><Status>"
                + (ended ? last : "creating") + "</Status><PercentProgress>" + percent + "</PercentProgress></"
                + element + ">";
    }

    private static void respond(HttpExchange exchange, String action, String result) throws IOException {
        new JsonAnswer(exchange)
                .send(
                        200,
                        "text/xml",
                        "<" + action + "Response xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><" + action
                                + "Result>" + result + "</" + action + "Result></" + action + "Response>");
    }

    private static void refuse(HttpExchange exchange, int status, String code, String message) throws IOException {
        new JsonAnswer(exchange)
                .send(
                        status,
                        "text/xml",
                        "<ErrorResponse xmlns=\"http://rds.amazonaws.com/doc/2014-10-31/\"><Error><Type>Sender</Type><Code>"
                                + code + "</Code><Message>" + message + "</Message></Error></ErrorResponse>");
    }

    private static Map<String, String> parse(byte[] body) {
        var parameters = new LinkedHashMap<String, String>();
        for (String parameter : new String(body, UTF_8).split("&")) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2) {
                parameters.put(URLDecoder.decode(pair[0], UTF_8), URLDecoder.decode(pair[1], UTF_8));
            }
        }
        return parameters;
    }
}
