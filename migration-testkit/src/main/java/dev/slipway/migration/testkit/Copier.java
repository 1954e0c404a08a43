package dev.slipway.migration.testkit;

/** Makes copies of a template, known by their names, and drops them. */
interface Copier {
    /** Makes a database of that name. */
    void make(String name);

    /** Drops it, whoever is connected to it. */
    void drop(String name);

    /** As {@link RunningServer#disconnect}. */
    default void disconnect(String name) {}

    /** As {@link RunningServer#spare}. */
    default int spare() {
        return 0;
    }
}
