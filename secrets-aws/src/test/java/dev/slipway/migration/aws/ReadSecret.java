package dev.slipway.migration.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A program that reads values as an application does, one after the other, and says how that went. */
final class ReadSecret {
    /** What it says behind each answer. */
    static final String END = "-- end";

    private ReadSecret() {}

    /**
     * Each line of standard input is a request, its parts separated by tabulators: a secret's id, {@code ssm:NAME}, {@code
     * kms:BASE64} or {@code rds:HOST} and, if they are to be given, region and timeout in milliseconds.
     */
    public static void main(String[] none) throws Exception {
        var requests = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            try {
                read(request.split("\t"));
            } catch (CredentialException unusable) {
                System.out.println("failed " + unusable.getMessage());
            }
            System.out.println(END);
        }
    }

    private static void read(String[] args) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        AutoCloseable owner;
        CredentialProvider<?> provider;
        if (args[0].startsWith("ssm:")) {
            AwsParameters parameters = options(AwsParameters.builder(), args).build();
            owner = parameters;
            provider = parameters.secret(args[0].substring(4));
        } else if (args[0].startsWith("kms:")) {
            AwsKms values = options(AwsKms.builder(), args).build();
            owner = values;
            provider = values.secret(args[0].substring(4));
        } else if (args[0].startsWith("rds:")) {
            RdsTokens tokens = RdsTokens.create();
            owner = tokens;
            var login = tokens.usernamePassword(args[0].substring(4), 5432, "app");
            provider = () -> login.get().password();
        } else {
            AwsSecrets secrets = options(AwsSecrets.builder(), args).build();
            owner = secrets;
            provider = secrets.secret(args[0]);
        }
        System.out.println("made");
        try {
            System.out.println("read " + ((Secret) provider.get()).reveal().length() + " characters");
        } catch (CredentialException failure) {
            System.out.println("failed " + failure.getMessage());
        }
        owner.close();
        System.out.println("left " + threadsSince(before));
    }

    private static <B extends ClientBuilder<B>> B options(B builder, String[] args) {
        if (args.length > 1) {
            builder.region(args[1]);
        }
        if (args.length > 2) {
            builder.callTimeout(Duration.ofMillis(Long.parseLong(args[2])));
        }
        return builder;
    }

    /** The threads that are still there after a moment to end in, but for the JDK's own one that ends when it is idle. */
    private static Set<String> threadsSince(Set<Thread> before) throws InterruptedException {
        var left = new TreeSet<String>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            thread.join(before.contains(thread) || thread == Thread.currentThread() ? 1 : 2000);
            if (!before.contains(thread)
                    && thread.isAlive()
                    && !thread.getName().equals("Keep-Alive-Timer")) {
                left.add(thread.getName());
            }
        }
        return left;
    }
}
