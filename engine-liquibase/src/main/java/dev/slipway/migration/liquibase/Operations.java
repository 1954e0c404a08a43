package dev.slipway.migration.liquibase;

import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrateOptions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What is done to a database without a changelog. */
final class Operations {
    private final LockedRun locked;

    Operations(LiquibaseOptions options, DataSource source) {
        this.locked = new LockedRun(options, ChangelogResources.none(), source);
    }

    void tag(String tag, MigrateOptions behaviour) {
        write(behaviour, (session, lock) -> {
            Session.history().init();
            Session.history().tag(tag);
            return tag;
        });
    }

    void clearChecksums(MigrateOptions behaviour) {
        write(behaviour, (session, lock) -> {
            Session.history().init();
            Session.history().clearAllCheckSums();
            return session;
        });
    }

    List<HistoryEntry> history() {
        return locked.read(session -> Session.withoutWriting(null, () -> {
            Session.history().init();
            return Session.current().getRanChangeSetList().stream()
                    .map(row -> HistoryEntry.of(row, session.redactor()))
                    .toList();
        }));
    }

    List<LockHolder> listLocks() {
        return locked.read(session -> new DatabaseLock(session)
                .row().stream()
                        .map(row -> new LockHolder(
                                Failures.oneLine(session.redactor().screen(row.holder())),
                                row.age().map(age -> Instant.now().minus(age))))
                        .toList());
    }

    void releaseLocks(MigrateOptions behaviour) {
        locked.read(behaviour, session -> {
            Waiting.requireNotStopped(behaviour);
            var lock = new DatabaseLock(session);
            Optional<String> alive = lock.lockSession();
            if (alive.isPresent()) {
                throw new DatabaseUnavailableException(
                        "Cannot release the lock: " + alive.get() + " is alive and holds it: end that run instead");
            }
            lock.releaseAnybodys();
            return lock;
        });
    }

    private <T> void write(MigrateOptions behaviour, LockedRun.LockedWork<T> work) {
        locked.write(
                behaviour,
                (session, lock) -> {
                    Waiting.requireNotStopped(behaviour);
                    return work.run(session, lock);
                },
                session -> Optional.empty());
    }
}
