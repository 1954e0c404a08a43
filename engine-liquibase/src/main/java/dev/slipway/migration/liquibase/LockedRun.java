package dev.slipway.migration.liquibase;

import dev.slipway.migration.MigrateOptions;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Waits for the lock of the JVM and of the database, then works. Neither the lock of the JVM nor a connection is held
 * while it waits for the database's: other databases go on, and a pool of one connection serves all.
 */
final class LockedRun {
    /** Work with a session. */
    @FunctionalInterface
    interface Work<T> {
        T run(Session session) throws Exception;
    }

    /** Work under the lock of the database. */
    @FunctionalInterface
    interface LockedWork<T> {
        T run(Session session, DatabaseLock lock) throws Exception;
    }

    private final LiquibaseOptions options;
    private final ChangelogResources resources;
    private final DataSource source;

    LockedRun(LiquibaseOptions options, ChangelogResources resources, DataSource source) {
        this.options = options;
        this.resources = resources;
        this.source = source;
    }

    /** Works without the lock of the database: for reading only. */
    <T> T read(Work<T> work) {
        return read(MigrateOptions.defaults(), work);
    }

    /** The same, waiting for the lock of the JVM as the caller wants it. */
    <T> T read(MigrateOptions behaviour, Work<T> work) {
        try (JvmLock ignored = JvmLock.acquire(new Waiting(behaviour));
                Session session = Session.open(options, resources, source)) {
            return session.run(() -> work.run(session));
        }
    }

    /**
     * Works under the lock of the database.
     *
     * @param meanwhile asked while another run holds the lock, whether that run has done the work
     */
    <T> T write(MigrateOptions behaviour, LockedWork<T> work, Work<Optional<T>> meanwhile) {
        var waiting = new Waiting(behaviour);
        while (true) {
            Attempt<T> attempt;
            try (JvmLock ignored = JvmLock.acquire(waiting);
                    Session session = Session.open(options, resources, source)) {
                attempt = session.run(() -> attempt(session, work, meanwhile));
            }
            if (attempt.result().isPresent()) {
                return attempt.result().get();
            }
            waiting.tell(attempt.holder(), attempt.advice());
            waiting.sleep(attempt.holder());
        }
    }

    private static <T> Attempt<T> attempt(Session session, LockedWork<T> work, Work<Optional<T>> meanwhile)
            throws Exception {
        var lock = new DatabaseLock(session);
        Optional<String> holder = lock.tryAcquire();
        if (holder.isPresent()) {
            return new Attempt<>(meanwhile.run(session), holder.get(), lock.advice());
        }
        try {
            return new Attempt<>(Optional.of(work.run(session, lock)), "", "");
        } finally {
            lock.release();
        }
    }

    private record Attempt<T>(Optional<T> result, String holder, String advice) {}
}
