package dev.slipway.migration.flyway;

import java.sql.SQLException;

/** Keeps other runs out, from before the plan until after the last look at the history. Not thread-safe. */
interface RunLock extends AutoCloseable {
    /** Tries once, without waiting for longer than a moment. */
    boolean tryLock() throws SQLException;

    /** Whether the session that holds it is the one that statements reach now. */
    default boolean isHere() throws SQLException {
        return true;
    }

    /** Who holds it, as far as the database tells. */
    String holder() throws SQLException;

    @Override
    void close();

    /** The lock of a run that fits the database. */
    static RunLock of(Session session) {
        if (session.product() == Session.Product.H2) {
            HistoryTable history = session.history();
            return new H2Lock(session.connections().another(), history);
        }
        return ofCommand(session);
    }

    /** The same for what may have to make the history first, in which the lock on H2 is. */
    static RunLock ofCommand(Session session) {
        return switch (session.product()) {
            case POSTGRESQL -> new PostgresLock(session.connections().first(), session.history());
            case MYSQL ->
                NamedLock.holdsOn(session.connections().first())
                        ? new NamedLock(session.connections().first(), session.history())
                        : new FlywaysOwnLock();
            case H2, OTHER -> new FlywaysOwnLock();
        };
    }

    /** Leaves it to Flyway, which takes turns with others migration by migration. */
    final class FlywaysOwnLock implements RunLock {
        @Override
        public boolean tryLock() {
            return true;
        }

        @Override
        public String holder() {
            return "another run";
        }

        @Override
        public void close() {}
    }
}
