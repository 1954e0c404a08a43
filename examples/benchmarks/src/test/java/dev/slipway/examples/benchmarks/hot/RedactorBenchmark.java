package dev.slipway.examples.benchmarks.hot;

import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Keeping a private key and some passwords out of texts: each line of the log goes through it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RedactorBenchmark {
    private static final String LINE =
            "Migrating schema \"public\" to version \"1.0.3 - Create customer\" [non-transactional], 3 of 12";

    @Param({"4", "40"})
    public int secrets;

    private final List<Secret> known = new ArrayList<>();
    private Redactor redactor = Redactor.none();
    private String lineWithSecret = "";
    private String stackTrace = "";

    @Setup
    public void learn() {
        var random = new Random(4);
        for (int number = 1; number < secrets; number++) {
            known.add(Secret.of(text(random, 24)));
        }
        var key = new StringBuilder("-----BEGIN RSA PRIVATE KEY-----\n");
        for (int line = 0; line < 49; line++) {
            key.append(text(random, 64)).append('\n');
        }
        known.add(Secret.of(key + "-----END RSA PRIVATE KEY-----\n"));
        redactor = Redactor.of(known);
        lineWithSecret = LINE + ": password '" + known.get(0).reveal() + "'";
        stackTrace = (LINE + "\n\tat org.example.Driver.connect(Driver.java:123)\n").repeat(40);
    }

    private static String text(Random random, int length) {
        return random.ints(length, 0, 62)
                .map(i -> "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".charAt(i))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Benchmark
    public Redactor learnSecrets() {
        return Redactor.of(known);
    }

    @Benchmark
    public String maskLine() {
        return redactor.mask(LINE);
    }

    @Benchmark
    public String maskLineWithSecret() {
        return redactor.mask(lineWithSecret);
    }

    @Benchmark
    public String screenLine() {
        return redactor.screen(LINE);
    }

    @Benchmark
    public String screenStackTrace() {
        return redactor.screen(stackTrace);
    }
}
