package dev.slipway.migration.liquibase;

import java.time.Instant;
import java.util.Optional;

/** Who has locked a database, by Liquibase's lock table. Immutable. */
public final class LockHolder {
    private final String name;
    private final Optional<Instant> since;

    LockHolder(String name, Optional<Instant> since) {
        this.name = name;
        this.since = since;
    }

    /** What it wrote about itself: {@code host (address)} by Liquibase, {@code slipway pid@host run} by this engine. */
    public String name() {
        return name;
    }

    /**
     * When it locked the database, as far as that can be told. Liquibase's table keeps the local time of the session that
     * wrote it, without its zone: here it is taken for one of the zone of the session that reads it (which PostgreSQL's and
     * H2's drivers set to the JVM's, and MariaDB's leaves to the server), and compared with the database's own clock in that
     * zone. It is wrong by the difference if the holder's session had another zone, and empty if that shows, since the time
     * lies ahead, or if the row has no time.
     */
    public Optional<Instant> since() {
        return since;
    }

    @Override
    public String toString() {
        return "LockHolder[" + name + "]";
    }
}
