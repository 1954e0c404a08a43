package dev.slipway.examples.benchmarks;

import java.sql.SQLException;
import javax.sql.DataSource;

/** A way to get a freshly migrated database for each test. */
interface Way extends AutoCloseable {
    /** What it is called in the tables. */
    String name();

    /** Gives the next test its database. */
    DataSource begin() throws Exception;

    /** After the test, whose connections are closed. */
    void end() throws Exception;

    /** Waits until nothing is being done in the background any more, so that the next way is not disturbed. */
    default void settle() throws SQLException, InterruptedException {}

    @Override
    default void close() throws Exception {}
}
