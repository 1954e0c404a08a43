package dev.slipway.examples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changelogs to measure with. */
final class Changelogs {
    private Changelogs() {}

    /** Writes migrations in Flyway's naming: each makes a table with an index and 20 rows. */
    static void write(Path directory, int migrations) throws IOException {
        for (int number = 1; number <= migrations; number++) {
            String sql = """
                    create table t%1$d (id bigint generated always as identity primary key, name text not null, at timestamptz);
                    create index t%1$d_name on t%1$d (name);
                    insert into t%1$d (name, at) select 'name ' || n, now() from generate_series(1, 20) n;
                    """.formatted(number);
            Files.writeString(directory.resolve("V" + number + "__table_" + number + ".sql"), sql);
        }
    }
}
