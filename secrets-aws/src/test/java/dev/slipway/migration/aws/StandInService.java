package dev.slipway.migration.aws;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One service of an {@link AwsStandIn}. Everything that it keeps can be given a fault. */
abstract class StandInService<S extends StandInService<S>> {
    private final AwsStandIn aws;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();

    StandInService(AwsStandIn aws) {
        this.aws = aws;
    }

    abstract S self();

    /** How the service's operations begin in {@code X-Amz-Target}. */
    abstract String targetPrefix();

    /** The service as signatures name it. */
    abstract String signingName();

    /** What the request is about, as the caller named it. */
    abstract String id(Map<String, String> request);

    /** The name that faults are kept by. */
    abstract String name(String id);

    abstract void answer(JsonAnswer answer, String operation, String id, Map<String, String> request)
            throws IOException;

    /** The stand-in that it is part of, with region, credentials and end point. */
    public AwsStandIn aws() {
        return aws;
    }

    /** Answers every call for it with an error of the service's form. */
    public S fault(String name, int status, String code, String message) {
        faults.put(name, new Fault(status, code, message, new AtomicInteger(Integer.MAX_VALUE)));
        return self();
    }

    /** Throttles the next calls for it. */
    public S throttle(String name, int times) {
        faults.put(name, new Fault(400, "ThrottlingException", "Rate exceeded", new AtomicInteger(times)));
        return self();
    }

    /** Accepts calls for it and says nothing until {@link #heal} or the end. */
    public S hang(String name) {
        return fault(name, 0, "hang", "");
    }

    /** Answers every call for it with a text of the caller's and the status of success. */
    S answerWith(String name, String text) {
        return fault(name, 200, "raw", text);
    }

    /** Takes its fault away. */
    public S heal(String name) {
        faults.remove(name);
        return self();
    }

    /** Refuses calls for it as IAM does. */
    S denyAction(String name, String action) {
        return fault(name, 400, "AccessDeniedException", denial(name, action));
    }

    static String denial(String name, String action) {
        return "User: arn:aws:sts::" + AwsStandIn.ACCOUNT + ":assumed-role/task/1 is not authorized to perform: "
                + action + " on resource: " + name + " because no identity-based policy allows the " + action
                + " action";
    }

    /** How many calls it answered, refused ones included. */
    public int calls() {
        return calls.size();
    }

    /** How many calls it answered for one thing, as the caller named it. */
    public int calls(String id) {
        return (int) calls.stream().filter(id::equals).count();
    }

    final void count(Map<String, String> request) {
        calls.add(id(request));
    }

    final Fault faultOf(String id) {
        Fault fault = faults.get(name(id));
        return fault != null && fault.times().getAndDecrement() > 0 ? fault : null;
    }

    final void serve(JsonAnswer answer, String operation, Map<String, String> request)
            throws IOException, InterruptedException {
        String id = id(request);
        Fault fault = faultOf(id);
        if (fault == null) {
            answer(answer, operation, id, request);
        } else if (fault.status() == 200) {
            answer.send(200, "application/x-amz-json-1.1", fault.message());
        } else if (fault.status() != 0) {
            answer.refuse(fault.status(), fault.code(), fault.message());
        } else if (waitUntilHealed(fault)) {
            serve(answer, operation, request);
        }
    }

    private boolean waitUntilHealed(Fault fault) throws InterruptedException {
        while (!aws.released().await(10, TimeUnit.MILLISECONDS)) {
            if (!faults.containsValue(fault)) {
                return true;
            }
        }
        return false;
    }

    record Fault(int status, String code, String message, AtomicInteger times) {}
}
