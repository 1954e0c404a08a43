package dev.slipway.migration.liquibase;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.database.ObjectQuotingStrategy;
import liquibase.datatype.DataTypeFactory;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.lockservice.StandardLockService;
import liquibase.statement.DatabaseFunction;
import liquibase.statement.core.UpdateStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other runs off a database. In front stands, where there is one, a session lock that the server releases when we die;
 * behind it the row of {@code DATABASECHANGELOGLOCK}, which Liquibase's own command line respects and which we respect when
 * it set it. While we hold the session lock a row that bears our mark was left by a run that died, and any other row by a
 * run that died if there is no session that could be its holder's.
 */
final class DatabaseLock {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLock.class);
    /** Two runs may create the lock table at the same moment: the loser sees it at its next try. */
    private static final int TRIES_TO_CREATE = 3;

    private final Session session;
    private final Database database = Session.current();
    private final StandardLockService table = new StandardLockService();
    private final Optional<ProvenLock> sessionLock;
    private final String owner;
    private boolean rowLocked;

    DatabaseLock(Session session) throws SQLException {
        this.session = session;
        this.sessionLock = SessionLock.of(database, session.connection(), session.begun())
                .map(lock -> new ProvenLock(database, lock, session.begunIn()));
        // 'pid@host' by the JVM's own account; the random part tells runs of one process apart.
        String process = ManagementFactory.getRuntimeMXBean().getName();
        this.owner = LockRow.MARK + process + " " + UUID.randomUUID().toString().substring(0, 8);
        table.setDatabase(database);
    }

    /** Tries once; says who holds the database if it does not succeed. */
    Optional<String> tryAcquire() throws Exception {
        Optional<String> alive = lockSession();
        if (alive.isPresent()) {
            return alive;
        }
        try {
            return lockRow();
        } catch (Exception failure) {
            // The connection goes back to a pool, perhaps, where it must not keep the session lock.
            release();
            throw failure;
        }
    }

    private Optional<String> lockRow() throws Exception {
        createTable();
        rowLocked = setRow("ID = 1 AND LOCKED = " + bool(false));
        if (rowLocked) {
            return Optional.empty();
        }
        Optional<String> holder = takeOver();
        if (holder.isPresent()) {
            release();
        }
        return holder;
    }

    /** Tries the session lock only, where there is one; says who holds it if it does not succeed. */
    Optional<String> lockSession() throws Exception {
        return sessionLock.isEmpty()
                ? Optional.empty()
                : sessionLock
                        .get()
                        .tryAcquire()
                        .map(holder -> Failures.oneLine(session.redactor().screen(holder)));
    }

    /** Says what is wrong if the session that is about to work does not hold the lock. */
    Optional<String> lost() throws SQLException {
        return sessionLock.isEmpty() ? Optional.empty() : sessionLock.get().lost();
    }

    /** Releases what is held; never throws, since the run's own result is what counts. */
    void release() {
        Exception failure = attempt(this::releaseRow);
        Exception ofSession = attempt(this::releaseSession);
        if (failure == null) {
            failure = ofSession;
        }
        if (failure != null) {
            LOG.warn(
                    "Cannot release the lock of this run: {}{}",
                    Failures.summary(failure, session.redactor()),
                    sessionLock.isPresent() ? "; the next run takes it over" : "");
        }
    }

    private void releaseRow() throws DatabaseException {
        boolean locked = rowLocked;
        rowLocked = false;
        database.rollback();
        database.setAutoCommit(false);
        // A changelog may have asked for quoted names, as which Liquibase does not create its tables.
        database.setObjectQuotingStrategy(ObjectQuotingStrategy.LEGACY);
        if (locked) {
            clearRow();
        }
    }

    private void releaseSession() throws SQLException, DatabaseException {
        if (sessionLock.isPresent()) {
            database.rollback();
            sessionLock.get().release();
        }
    }

    private static @Nullable Exception attempt(Release release) {
        try {
            release.run();
            return null;
        } catch (DatabaseException | SQLException failure) {
            return failure;
        }
    }

    @FunctionalInterface
    private interface Release {
        void run() throws DatabaseException, SQLException;
    }

    /** What to do about a lock that is never released. */
    String advice() {
        return "wait longer, or, if that run is dead, clear the row of " + database.getDatabaseChangeLogLockTableName()
                + " ('liquibase release-locks')";
    }

    /** What the lock table says, which need not be there. */
    Optional<LockRow> row() throws Exception {
        if (!new LockTable().exists(database)) {
            return Optional.empty();
        }
        Optional<LockRow> row = LockRow.read(database, session.connection());
        database.rollback();
        return row;
    }

    /** Clears the row whoever set it, and releases the session lock. */
    void releaseAnybodys() throws Exception {
        try {
            if (row().isPresent()) {
                execute(free("ID = 1"));
            }
        } finally {
            release();
        }
    }

    private void createTable() throws DatabaseException {
        for (int attempt = 1; ; attempt++) {
            try {
                table.init();
                database.commit();
                return;
            } catch (DatabaseException failure) {
                database.rollback();
                table.reset();
                if (attempt == TRIES_TO_CREATE) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Makes a dead run's row ours. Nobody can change the row between our looks at it and at the sessions: it stays locked in
     * our transaction.
     *
     * @return the holder if it may be alive
     */
    private Optional<String> takeOver() throws Exception {
        if (sessionLock.isEmpty()) {
            return Optional.of(row().map(one -> holder(one, "")).orElse("another run"));
        }
        Optional<LockRow> locked = LockRow.readForUpdate(database, session.connection());
        if (locked.isPresent()) {
            LockRow row = locked.get();
            Optional<Integer> possible = row.isOurs() ? Optional.of(0) : possibleHolders(row);
            if (possible.isEmpty() || possible.get() > 0) {
                database.rollback();
                return Optional.of(holder(
                        row,
                        possible.map(count ->
                                        "; " + count + " open session" + (count == 1 ? "" : "s") + " may be its own")
                                .orElse("; this account may not see all sessions")));
            }
            LOG.warn("Taking over the lock of {}: that run is dead", holder(row, ""));
        }
        rowLocked = setRow("ID = 1");
        return rowLocked ? Optional.empty() : Optional.of("another run");
    }

    private Optional<Integer> possibleHolders(LockRow row) {
        try {
            return sessionLock.orElseThrow().possibleHolders(row.since());
        } catch (SQLException failure) {
            LOG.debug("Cannot count sessions: {}", Failures.summary(failure, session.redactor()));
            return Optional.empty();
        }
    }

    private String holder(LockRow row, String reason) {
        return "'" + Failures.oneLine(session.redactor().screen(row.holder())) + "' (" + row.ageInWords() + reason
                + ")";
    }

    private boolean setRow(String where) throws DatabaseException {
        return execute(update().addNewColumnValue("LOCKED", true)
                        .addNewColumnValue("LOCKGRANTED", new DatabaseFunction(database.getCurrentDateTimeFunction()))
                        .addNewColumnValue("LOCKEDBY", owner)
                        .setWhereClause(where))
                == 1;
    }

    private void clearRow() throws DatabaseException {
        execute(free("ID = 1 AND LOCKEDBY = ?").addWhereParameters(owner));
    }

    private UpdateStatement free(String where) {
        return update().addNewColumnValue("LOCKED", false)
                .addNewColumnValue("LOCKGRANTED", null)
                .addNewColumnValue("LOCKEDBY", null)
                .setWhereClause(where);
    }

    private UpdateStatement update() {
        return new UpdateStatement(
                database.getLiquibaseCatalogName(),
                database.getLiquibaseSchemaName(),
                database.getDatabaseChangeLogLockTableName());
    }

    private int execute(UpdateStatement update) throws DatabaseException {
        int rows = Scope.getCurrentScope()
                .getSingleton(ExecutorService.class)
                .getExecutor("jdbc", database)
                .update(update);
        database.commit();
        return rows;
    }

    private String bool(boolean value) {
        return DataTypeFactory.getInstance()
                .fromDescription("boolean", database)
                .objectToSql(value, database);
    }

    /** Opens what Liquibase keeps to itself. */
    private static final class LockTable extends StandardLockService {
        boolean exists(Database database) throws DatabaseException {
            setDatabase(database);
            return isDatabaseChangeLogLockTableCreated();
        }
    }
}
