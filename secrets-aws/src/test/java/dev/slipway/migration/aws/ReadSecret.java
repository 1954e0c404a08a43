package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A program that reads one secret as an application does, and says how that went. */
final class ReadSecret {
    private ReadSecret() {}

    /** Arguments: the secret's id and, if they are to be given, region and timeout in milliseconds. */
    public static void main(String[] args) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        var builder = AwsSecrets.builder();
        if (args.length > 1) {
            builder.region(args[1]);
        }
        if (args.length > 2) {
            builder.callTimeout(Duration.ofMillis(Long.parseLong(args[2])));
        }
        AwsSecrets secrets = builder.build();
        var provider = secrets.secret(args[0]);
        System.out.println("made");
        try {
            System.out.println("read " + provider.get().reveal().length() + " characters");
        } catch (CredentialException failure) {
            System.out.println("failed " + failure.getMessage());
        }
        secrets.close();
        System.out.println("left " + threadsSince(before));
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
