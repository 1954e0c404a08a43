package dev.slipway.migration.liquibase;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

/** Who has locked a database, by Liquibase's lock table. Immutable. */
public final class LockHolder {
    private final String name;
    private final Optional<Instant> since;

    LockHolder(String name, Optional<Timestamp> since) {
        this.name = name;
        this.since = since.map(Timestamp::toInstant);
    }

    /** What it wrote about itself: {@code host (address)} by Liquibase, {@code slipway pid@host run} by this engine. */
    public String name() {
        return name;
    }

    /** When it locked the database, by the database's clock. */
    public Optional<Instant> since() {
        return since;
    }

    @Override
    public String toString() {
        return "LockHolder[" + name + "]";
    }
}
