package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;

/** A server that is up and holds a template: a database that the changelog was applied to. Safe for use by many threads. */
interface RunningServer {
    /** The report of the migration that made the template, perhaps of an earlier JVM. */
    MigrationReport report();

    /** Makes a database that equals the template. */
    Address copy();

    /** Drops a copy, whoever is connected to it. */
    void drop(Address copy);

    /** Ends the connections to a copy that will be dropped later: a server has only so many of them. */
    default void disconnect(Address copy) {}

    /** How many copies may wait to be dropped, for a moment when none is being made; 0 if a drop holds nobody up. */
    default int spare() {
        return 0;
    }

    /** Spares a copy that will not be dropped, and says how to connect to it, in one line. */
    String keep(Address copy);

    /**
     * Lets go of everything, and drops the copies that are left.
     *
     * @param keep whether a copy is to be spared, so that the server has to stay
     */
    void close(boolean keep);
}
