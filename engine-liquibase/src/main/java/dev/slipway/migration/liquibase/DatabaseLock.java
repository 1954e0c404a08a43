package dev.slipway.migration.liquibase;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import liquibase.Scope;
import liquibase.database.Database;
import liquibase.datatype.DataTypeFactory;
import liquibase.exception.DatabaseException;
import liquibase.executor.ExecutorService;
import liquibase.lockservice.DatabaseChangeLogLock;
import liquibase.lockservice.StandardLockService;
import liquibase.statement.DatabaseFunction;
import liquibase.statement.core.UpdateStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other runs off a database. In front stands, on PostgreSQL, a session lock that the server releases when we die;
 * behind it the row of {@code DATABASECHANGELOGLOCK}, which Liquibase's own command line respects and which we respect when
 * it set it. A row that bears our mark while we hold the session lock was left by a run that died.
 */
final class DatabaseLock {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLock.class);
    private static final String MARK = "slipway ";
    /** Two runs may create the lock table at the same moment: the loser sees it at its next try. */
    private static final int TRIES_TO_CREATE = 3;

    private final Session session;
    private final Database database = Session.current();
    private final StandardLockService table = new StandardLockService();
    private final String owner;
    private boolean sessionLocked;
    private boolean rowLocked;

    DatabaseLock(Session session) {
        this.session = session;
        // 'pid@host' by the JVM's own account; the random part tells runs of one process apart.
        String process = ManagementFactory.getRuntimeMXBean().getName();
        this.owner = MARK + process + " " + UUID.randomUUID().toString().substring(0, 8);
        table.setDatabase(database);
    }

    /** Tries once; says who holds the database if it does not succeed. */
    Optional<String> tryAcquire() throws Exception {
        if (hasSessionLocks()) {
            sessionLocked = querySession("select pg_try_advisory_lock(?)");
            if (!sessionLocked) {
                return Optional.of(sessionHolder());
            }
        }
        createTable();
        rowLocked = setRow(null) || takeOver();
        if (rowLocked) {
            return Optional.empty();
        }
        String holder = rowHolder();
        release();
        return Optional.of(holder);
    }

    /** Releases what is held; never throws, since the run's own result is what counts. */
    void release() {
        try {
            database.rollback();
            database.setAutoCommit(false);
            if (rowLocked) {
                clearRow();
            }
            if (sessionLocked) {
                querySession("select pg_advisory_unlock(?)");
            }
        } catch (DatabaseException | SQLException failure) {
            LOG.warn(
                    "Cannot release the lock of this run: {}{}",
                    Failures.summary(failure, session.redactor()),
                    hasSessionLocks() ? "; the next run takes it over" : "");
        }
        rowLocked = false;
        sessionLocked = false;
    }

    /** What to do about a lock that is never released. */
    String advice() {
        return "wait longer, or, if that run is dead, clear the row of " + database.getDatabaseChangeLogLockTableName()
                + " ('liquibase release-locks')";
    }

    /** CockroachDB and others speak PostgreSQL's protocol without having its locks. */
    private boolean hasSessionLocks() {
        return database.getShortName().equals("postgresql");
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

    /** Sets the row to ours if it is free, or held by {@code expected}. */
    private boolean setRow(@Nullable String expected) throws DatabaseException {
        UpdateStatement update = update().addNewColumnValue("LOCKED", true)
                .addNewColumnValue("LOCKGRANTED", new DatabaseFunction(database.getCurrentDateTimeFunction()))
                .addNewColumnValue("LOCKEDBY", owner);
        if (expected == null) {
            update.setWhereClause("ID = 1 AND LOCKED = " + bool(false));
        } else {
            update.setWhereClause("ID = 1 AND LOCKEDBY = ?").addWhereParameters(expected);
        }
        int rows = execute(update);
        return rows == 1;
    }

    private void clearRow() throws DatabaseException {
        execute(update().addNewColumnValue("LOCKED", false)
                .addNewColumnValue("LOCKGRANTED", null)
                .addNewColumnValue("LOCKEDBY", null)
                .setWhereClause("ID = 1 AND LOCKEDBY = ?")
                .addWhereParameters(owner));
    }

    private boolean takeOver() throws Exception {
        DatabaseChangeLogLock row = row();
        if (!sessionLocked || row == null || !String.valueOf(row.getLockedBy()).startsWith(MARK)) {
            return false;
        }
        LOG.warn("Taking over the lock of '{}', {}: that run is dead", row.getLockedBy(), age(row));
        return setRow(row.getLockedBy());
    }

    private String rowHolder() throws Exception {
        DatabaseChangeLogLock row = row();
        return row == null
                ? "another run"
                : "'" + Failures.oneLine(session.redactor().screen(String.valueOf(row.getLockedBy()))) + "' ("
                        + age(row) + ")";
    }

    private static String age(DatabaseChangeLogLock row) {
        Date since = row.getLockGranted();
        return since == null
                ? "for an unknown time"
                : "for "
                        + Duration.between(Instant.ofEpochMilli(since.getTime()), Instant.now())
                                .toSeconds() + " s";
    }

    private @Nullable DatabaseChangeLogLock row() throws Exception {
        DatabaseChangeLogLock[] locks = table.listLocks();
        database.rollback();
        return locks.length == 0 ? null : locks[0];
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

    private boolean querySession(String sql) throws SQLException {
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            statement.setLong(1, key());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private String sessionHolder() throws SQLException {
        String sql = "select a.pid, a.application_name, host(a.client_addr) from pg_locks l"
                + " join pg_stat_activity a on a.pid = l.pid where l.locktype = 'advisory' and l.granted"
                + " and l.objsubid = 1 and l.classid::bigint = ? and l.objid::bigint = ?"
                + " and l.database = (select oid from pg_database where datname = current_database())";
        long key = key();
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            statement.setLong(1, key >>> Integer.SIZE);
            statement.setLong(2, key & 0xFFFF_FFFFL);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return "another run";
                }
                String address = row.getString(3);
                return "another run (server process " + row.getInt(1) + ", '"
                        + session.redactor().screen(String.valueOf(row.getString(2))) + "'"
                        + (address == null ? ")" : " from " + address + ")");
            }
        }
    }

    /** One lock for each history table; session locks are the database's own already. */
    private long key() {
        String name = "slipway liquibase " + database.getLiquibaseSchemaName() + "."
                + database.getDatabaseChangeLogLockTableName();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
