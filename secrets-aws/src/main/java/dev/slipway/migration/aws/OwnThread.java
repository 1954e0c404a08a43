package dev.slipway.migration.aws;

import dev.slipway.migration.CredentialException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work in a thread of its own, which ends with it: the JDK's connections take no notice of an interrupt, and so those who
 * wait can, without ending the call for the others.
 */
final class OwnThread {
    private OwnThread() {}

    static <T> FutureTask<T> start(Callable<T> work) {
        var task = new FutureTask<>(work);
        var thread = new Thread(null, task, "slipway-aws-secrets", 0, false);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** Waits for the outcome; throws CredentialException. */
    static <T> T await(FutureTask<T> task, Wanted wanted) {
        try {
            return task.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CredentialException(wanted.failed() + ": interrupted while waiting for the answer");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof CredentialException failure) {
                // One for each thread that waited: an exception should carry the stack of the thread that sees it.
                throw new CredentialException(failure.getMessage());
            }
            throw new IllegalStateException(wanted.failed() + ": " + failed.getCause());
        }
    }
}
