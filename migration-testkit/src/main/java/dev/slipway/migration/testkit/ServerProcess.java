package dev.slipway.migration.testkit;

/** A server that was started on this machine. */
interface ServerProcess {
    /** A database of it, whether it is there or not. */
    Address address(String database);

    /** The process that ends it. */
    long pid();

    /** Stops it so that its data directory can be copied. */
    void stop();
}
