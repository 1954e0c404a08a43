package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The templates on a server that somebody else runs: databases named by their keys, whose comments hold when they were
 * last used and the report of their migration.
 */
final class PostgresTemplates {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTemplates.class);
    private static final String PREFIX = "slipway_template_";
    private static final String UNFINISHED = "slipway unfinished";
    private static final Duration OLDEST = Duration.ofDays(14);
    private static final int MOST = 16;

    private final AdminConnections admin;

    PostgresTemplates(AdminConnections admin) {
        this.admin = admin;
    }

    static String name(String key) {
        return PREFIX + key;
    }

    /** Whether a template is there; then it is the last used. */
    boolean touch(String template) {
        List<Comment> comments = comments("datname = '" + template + "'");
        if (comments.isEmpty()) {
            return false;
        }
        write(template, comments.get(0).report());
        return true;
    }

    /** The report as it was published, in Base64. */
    String report(String template) {
        return comments("datname = '" + template + "'").get(0).report();
    }

    /** Creates a database to be made a template of; one that was begun and never finished is dropped. */
    void begin(String database) {
        boolean abandoned = admin.query(
                                "Cannot read the names of databases",
                                "select 1 from pg_database where datname = '" + database
                                        + "' and shobj_description(oid, 'pg_database') = '" + UNFINISHED + "'")
                        .size()
                == 1;
        if (abandoned) {
            PostgresCopies.drop(admin, database);
        }
        admin.execute(
                "Cannot create database '" + database + "'",
                List.of(
                        "create database \"" + database + '"',
                        "comment on database \"" + database + "\" is '" + UNFINISHED + "'"));
    }

    /** Makes a template of a database that nobody needs any more under its own name. Whole or not at all. */
    void publish(String database, String template, byte[] report) {
        // The comment comes with the database: once the name is there, so is the report.
        write(database, Base64.getEncoder().encodeToString(report));
        admin.execute(
                "Cannot make a template of database '" + database + "'",
                List.of(
                        "alter database \"" + database + "\" rename to \"" + template + '"',
                        "alter database \"" + template + "\" with allow_connections false"));
    }

    /** Drops what has not been used for long, and the longest unused of too many, but nothing in use. */
    void dropOld(PostgresSession session) {
        List<Comment> youngestFirst = comments("datname like '" + PREFIX.replace("_", "\\_") + "%'").stream()
                .sorted((one, other) -> other.lastUsed().compareTo(one.lastUsed()))
                .toList();
        Stream<Comment> surplus = youngestFirst.stream().skip(MOST);
        Stream<Comment> old = youngestFirst.stream()
                .limit(MOST)
                .filter(each -> each.lastUsed().isBefore(Instant.now().minus(OLDEST)));
        Stream.concat(surplus, old).forEach(each -> {
            LOG.debug("Dropping template {}, last used {}", each.database(), each.lastUsed());
            try {
                session.unlessUsed(each.database(), () -> PostgresCopies.drop(admin, each.database()));
            } catch (MigrationException anotherUsers) {
                LOG.debug("{}", anotherUsers.getMessage());
            }
        });
    }

    private void write(String database, String report) {
        admin.execute(
                "Cannot comment on database '" + database + "'",
                List.of("comment on database \"" + database + "\" is 'slipway template|" + Instant.now() + "|" + report
                        + "'"));
    }

    private List<Comment> comments(String condition) {
        return admin
                .query(
                        "Cannot read the templates",
                        "select datname, coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where "
                                + condition)
                .stream()
                .map(row -> Comment.parse(row.get(0), row.get(1)))
                .toList();
    }

    /** What is written on a template. */
    private record Comment(String database, Instant lastUsed, String report) {
        static Comment parse(String database, String text) {
            String[] parts = text.split("\\|", 3);
            try {
                return new Comment(database, Instant.parse(parts[1]), parts[2]);
            } catch (ArrayIndexOutOfBoundsException | DateTimeParseException notOurs) {
                return new Comment(database, Instant.EPOCH, "");
            }
        }
    }
}
