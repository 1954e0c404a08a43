package dev.slipway.examples.benchmarks.compare;

import java.nio.file.Path;
import java.util.List;

/** A way to do a job. */
interface Contestant {
    /** Short, for options and raw results. */
    String id();

    /** For tables. */
    String name();

    Job job();

    /** What it needs and this machine lacks, in words; nothing if it can take part. */
    List<String> missing();

    /**
     * What to run.
     *
     * @param database the name of the database
     * @param home an empty directory, which is its own
     */
    Command command(boolean tls, String database, Path home);

    /** Texts that a run must have printed; that it succeeded is checked anyway, and so is the database. */
    List<String> expected(boolean first);

    /** Texts that no run may print. */
    default List<String> unexpected() {
        return List.of();
    }
}
