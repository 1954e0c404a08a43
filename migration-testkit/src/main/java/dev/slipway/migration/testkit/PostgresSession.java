package dev.slipway.migration.testkit;

import dev.slipway.migration.DataSources;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixture's session on a server that somebody else runs: its advisory locks say which databases are whose, for as long
 * as the fixture lives. Advisory locks are good within one database, the one that the fixture's URL names, which is why
 * names of databases hold that one's number.
 */
final class PostgresSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);
    /** The first halves of the locks' keys; the second is an owner's number, or stands for a template's name. */
    private static final int ALIVE = 0x51197A1;

    private static final int USE = 0x51197A2;
    private static final int MAKE = 0x51197A3;

    private static final Pattern COPY = Pattern.compile("slipway_[0-9]+_([0-9a-f]{8})_[0-9]+");
    private static final String KEPT = "slipway kept|";
    private static final Duration KEPT_FOR = Duration.ofDays(1);

    private final Connection connection;
    private final String identity;
    private final String prefix;
    private final AtomicInteger names = new AtomicInteger();

    private PostgresSession(Connection connection, String identity, String prefix) {
        this.connection = connection;
        this.identity = identity;
        this.prefix = prefix;
    }

    static PostgresSession open(DataSource server) {
        Connection connection = DataSources.connect(server);
        try (Statement statement = connection.createStatement()) {
            String identity;
            String database;
            try (ResultSet row =
                    statement.executeQuery("select current_setting('server_version') || ' ' || current_user,"
                            + " (select oid from pg_database where datname = current_database())")) {
                row.next();
                identity = row.getString(1);
                database = row.getString(2);
            }
            // Longer than any migration in a test should take; another JVM may be at it.
            statement.execute("set lock_timeout = '10min'");
            String owner = UUID.randomUUID().toString().substring(0, 8);
            statement.execute("select pg_advisory_lock(" + ALIVE + ", " + number(owner) + ")");
            return new PostgresSession(connection, identity, "slipway_" + database + "_" + owner + "_");
        } catch (SQLException failure) {
            close(connection);
            throw DataSources.classify(failure);
        }
    }

    /** The server's version and who is logged in: nobody else may copy that user's templates, or comment on them. */
    String identity() {
        return identity;
    }

    /** A name that no other fixture uses, and by which others see whose it is. */
    String freshName() {
        return prefix + names.incrementAndGet();
    }

    /** Keeps others from dropping a template. */
    void use(String template) {
        lock("pg_advisory_lock_shared", USE, template);
    }

    void doNotUse(String template) {
        lock("pg_advisory_unlock_shared", USE, template);
    }

    /** Keeps others from making a template. */
    void beginMaking(String template) {
        lock("pg_advisory_lock", MAKE, template);
    }

    void endMaking(String template) {
        lock("pg_advisory_unlock", MAKE, template);
    }

    /** Does something to a template that no fixture uses; nothing if one does. */
    void unlessUsed(String template, Runnable action) {
        if (lock("pg_try_advisory_lock", USE, template)) {
            try {
                action.run();
            } finally {
                lock("pg_advisory_unlock", USE, template);
            }
        }
    }

    /** Drops copies of fixtures that are no more, unless somebody is connected to them or they are to be kept. */
    void dropAbandoned(AdminConnections admin) {
        String like = prefix.substring(0, prefix.length() - 9).replace("_", "\\_");
        for (List<String> row : admin.query(
                "Cannot read the names of databases",
                "select datname, coalesce(shobj_description(oid, 'pg_database'), '') from pg_database"
                        + " where datname like '" + like + "%'")) {
            var name = COPY.matcher(row.get(0));
            if (name.matches() && !row.get(0).startsWith(prefix) && !isKept(row.get(1))) {
                dropIfAbandoned(admin, row.get(0), number(name.group(1)));
            }
        }
    }

    /** Keeps {@link #dropAbandoned} of later fixtures from dropping a copy, for a day. */
    static void keep(AdminConnections admin, String copy) {
        admin.execute(
                "Cannot comment on database '" + copy + "'",
                List.of("comment on database \"" + copy + "\" is '" + KEPT + Instant.now() + "'"));
    }

    @Override
    public void close() {
        close(connection);
    }

    private void dropIfAbandoned(AdminConnections admin, String copy, int owner) {
        if (!select("pg_try_advisory_lock(" + ALIVE + ", " + owner + ")")) {
            return;
        }
        try {
            admin.execute("Cannot drop database '" + copy + "'", List.of("drop database if exists \"" + copy + '"'));
        } catch (MigrationException inUse) {
            LOG.debug("{}", inUse.getMessage());
        } finally {
            select("pg_advisory_unlock(" + ALIVE + ", " + owner + ")");
        }
    }

    private static boolean isKept(String comment) {
        return comment.startsWith(KEPT)
                && Instant.parse(comment.substring(KEPT.length()))
                        .isAfter(Instant.now().minus(KEPT_FOR));
    }

    private boolean lock(String function, int kind, String template) {
        return select(function + "(" + kind + ", " + template.hashCode() + ")");
    }

    /** Only one thread at a time sees to locks; what {@code void} functions return is empty, and true here. */
    private synchronized boolean select(String call) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + call)) {
            row.next();
            return !"f".equals(row.getString(1));
        } catch (SQLException failure) {
            if ("55P03".equals(failure.getSQLState())) {
                throw new DatabaseUnavailableException(
                        "Another process has been making the same template for ten minutes: end it", failure);
            }
            throw DataSources.classify(failure);
        }
    }

    private static int number(String owner) {
        return Integer.parseUnsignedInt(owner, 16);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException alreadyBroken) {
            // Its locks are gone, which is what closing is for.
        }
    }
}
