package dev.slipway.examples.benchmarks.hot;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
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

/** Building a changelog of files of 1 KiB, its digest included or not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChangelogBenchmark {
    private static final int FILE_BYTES = 1024;

    @Param({"10", "1000", "10000"})
    public int files;

    private final Map<String, byte[]> contents = new LinkedHashMap<>();

    @Setup
    public void write() {
        for (int number = 1; number <= files; number++) {
            String line = "insert into t" + number + " (name) values ('name " + number + "');\n";
            byte[] content = line.repeat(FILE_BYTES / line.length() + 1)
                    .substring(0, FILE_BYTES)
                    .getBytes(UTF_8);
            contents.put("sql/V" + number + "__table_" + number + ".sql", content);
        }
    }

    @Benchmark
    public Changelog build() {
        var builder = Changelog.builder(Origin.of("benchmark"));
        contents.forEach(builder::add);
        return builder.build();
    }

    /** A changelog keeps its digest: each needs a changelog of its own. */
    @Benchmark
    public String buildAndDigest() {
        return build().digest();
    }
}
