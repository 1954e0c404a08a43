package dev.slipway.migration.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.CredentialException;
import dev.slipway.migration.Secret;
import dev.slipway.migration.UsernamePassword;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Many threads need the same secret at the same time. */
class SharedReadsTest {
    private static final String LOGIN = "{\"username\":\"app\",\"password\":\"first-password\"}";

    private final SecretsManagerStandIn aws = SecretsManagerStandIn.start();
    private final SecretsManagerClient client = aws.client();
    private final AwsSecrets secrets = AwsSecrets.using(client);

    @AfterEach
    void stop() {
        client.close();
        aws.close();
    }

    @Test
    void anyNumberOfThreadsReadASecretOnce() throws Exception {
        aws.put("db", LOGIN).hang("db");
        var provider = secrets.usernamePassword("db");
        List<Future<UsernamePassword>> answers = inWaitingThreads(32, provider::get);
        aws.heal("db");
        for (var answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).username()).isEqualTo("app");
        }
        assertThat(aws.calls()).isOne();
    }

    @Test
    void anyNumberOfThreadsWhoseLoginWasRefusedReadItOnceMore() throws Exception {
        aws.put("db", LOGIN);
        var provider = secrets.usernamePassword("db");
        UsernamePassword first = provider.get();
        aws.put("db", LOGIN.replace("first", "second"));
        for (var answer : inThreads(32, () -> provider.replace(first))) {
            assertThat(answer.get(20, TimeUnit.SECONDS).password()).isEqualTo(Secret.of("second-password"));
        }
        assertThat(aws.calls()).isEqualTo(2);
    }

    @Test
    void threadsThatWaitForAFailedReadShareItsFailure() throws Exception {
        aws.put("db", LOGIN).hang("db");
        var provider = secrets.usernamePassword("db");
        List<Future<UsernamePassword>> answers = inWaitingThreads(32, provider::get);
        aws.deny("db");
        for (var answer : answers) {
            assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                    .hasRootCauseInstanceOf(CredentialException.class)
                    .hasMessageContaining("secretsmanager:GetSecretValue");
        }
        assertThat(aws.calls()).isOne();
    }

    @Test
    void anInterruptedThreadStopsWaitingAndTheOthersGetTheirAnswer() throws Exception {
        aws.put("db", LOGIN).hang("db");
        var provider = secrets.usernamePassword("db");
        var threads = new ArrayList<Thread>();
        var interrupted = inThreads(
                1,
                () -> {
                    var failure = catchThrowableOfType(CredentialException.class, provider::get);
                    return failure.getMessage() + " " + Thread.currentThread().isInterrupted();
                },
                threads);
        awaitWaiting(threads);
        var patient = inWaitingThreads(1, provider::get);
        threads.get(0).interrupt();
        assertThat(interrupted.get(0).get(5, TimeUnit.SECONDS))
                .isEqualTo("Cannot read secret 'db': interrupted while waiting for the answer true");
        aws.heal("db");
        assertThat(patient.get(0).get(20, TimeUnit.SECONDS).username()).isEqualTo("app");
        assertThat(aws.calls()).isOne();
    }

    @Test
    void anInterruptedThreadStopsReadingAhead() throws Exception {
        aws.put("a", LOGIN).put("b", LOGIN).hang("a\nb");
        var threads = new ArrayList<Thread>();
        var interrupted = inThreads(
                1,
                () -> catchThrowableOfType(CredentialException.class, () -> secrets.prefetch(List.of("a", "b")))
                        .getMessage(),
                threads);
        awaitWaiting(threads);
        threads.get(0).interrupt();
        assertThat(interrupted.get(0).get(5, TimeUnit.SECONDS))
                .isEqualTo("Cannot read secret 'a' and 1 more: interrupted while waiting for the answer");
    }

    private static <T> List<Future<T>> inThreads(int count, Callable<T> work) throws Exception {
        return inThreads(count, work, new ArrayList<>());
    }

    /** Returns when all threads wait. */
    private static <T> List<Future<T>> inWaitingThreads(int count, Callable<T> work) throws Exception {
        var threads = new ArrayList<Thread>();
        var answers = inThreads(count, work, threads);
        awaitWaiting(threads);
        return answers;
    }

    private static void awaitWaiting(List<Thread> threads) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!threads.stream().allMatch(SharedReadsTest::waitsForAnAnswer)) {
            assertThat(System.nanoTime()).as("the threads wait").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static boolean waitsForAnAnswer(Thread thread) {
        return thread.getState() == Thread.State.WAITING
                && List.of(thread.getStackTrace()).toString().contains(OwnThread.class.getName());
    }

    private static <T> List<Future<T>> inThreads(int count, Callable<T> work, List<Thread> threads) throws Exception {
        var pool = Executors.newFixedThreadPool(count, runnable -> {
            var thread = new Thread(runnable);
            threads.add(thread);
            return thread;
        });
        var start = new CyclicBarrier(count + 1);
        var answers = new ArrayList<Future<T>>();
        for (int i = 0; i < count; i++) {
            answers.add(pool.submit(() -> {
                start.await();
                return work.call();
            }));
        }
        start.await();
        pool.shutdown();
        return answers;
    }
}
