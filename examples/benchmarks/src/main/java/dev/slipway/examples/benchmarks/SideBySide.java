package dev.slipway.examples.benchmarks;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Runs several ways in turns, a block of tests each, in an order that rotates from round to round. */
final class SideBySide {
    private static final int WARM_UP = 5;

    private final List<Way> ways;
    /** What a test does for itself, in milliseconds: time in which databases can be made ahead. */
    private final int work;

    private final String lastTable;
    private final Map<Way, Samples> samples = new LinkedHashMap<>();

    SideBySide(List<Way> ways, int work, String lastTable) {
        this.ways = new ArrayList<>(ways);
        this.work = work;
        this.lastTable = lastTable;
        ways.forEach(way -> samples.put(way, new Samples()));
    }

    /** Warms up, then measures. */
    Map<Way, Samples> run(int rounds, int testsOfBlock) throws Exception {
        for (Way way : ways) {
            block(way, WARM_UP, new Samples());
        }
        for (int round = 0; round < rounds; round++) {
            System.err.println("Round " + (round + 1) + " of " + rounds + ", tests that work for " + work + " ms");
            for (Way way : ways) {
                block(way, testsOfBlock, requireNonNull(samples.get(way)));
            }
            Collections.rotate(ways, 1);
        }
        return samples;
    }

    private void block(Way way, int tests, Samples into) throws Exception {
        way.settle();
        long begin = System.nanoTime();
        for (int test = 0; test < tests; test++) {
            into.test(test(way));
            way.end();
        }
        into.block(System.nanoTime() - begin);
        way.settle();
    }

    /** Returns how long the test waited until its first query was answered. */
    private long test(Way way) throws Exception {
        long begin = System.nanoTime();
        DataSource database = way.begin();
        try (Connection connection = database.getConnection()) {
            requireMigrated(connection);
            long wait = System.nanoTime() - begin;
            use(connection);
            return wait;
        }
    }

    /** Fresh and migrated: the last migration's rows, and none of an earlier test. */
    private void requireMigrated(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + lastTable)) {
            row.next();
            if (row.getInt(1) != 20) {
                throw new IllegalStateException("Not a fresh database: " + row.getInt(1) + " rows");
            }
        }
    }

    private void use(Connection connection) throws SQLException, InterruptedException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into " + lastTable + " (name) values ('a test was here')");
        }
        Thread.sleep(work);
    }
}
