package dev.slipway.migration.liquibase;

import dev.slipway.migration.Migration;
import dev.slipway.migration.Redactor;
import java.time.Instant;
import java.util.Optional;
import liquibase.changelog.RanChangeSet;

/** A row of Liquibase's history table, secrets masked. Immutable. */
public final class HistoryEntry {
    private final Migration migration;
    private final String id;
    private final String author;
    private final String file;
    private final Optional<Instant> executedAt;
    private final String executionType;
    private final Optional<String> checksum;
    private final Optional<String> tag;
    private final Optional<String> deploymentId;

    private HistoryEntry(RanChangeSet row, Redactor redactor) {
        this.migration = migration(row, redactor);
        this.id = redactor.mask(row.getId());
        this.author = redactor.mask(row.getAuthor());
        this.file = redactor.mask(row.getChangeLog());
        this.executedAt = Optional.ofNullable(row.getDateExecuted()).map(date -> Instant.ofEpochMilli(date.getTime()));
        this.executionType = row.getExecType() == null ? "" : row.getExecType().value;
        this.checksum = Optional.ofNullable(row.getLastCheckSum()).map(String::valueOf);
        this.tag = Optional.ofNullable(row.getTag()).map(redactor::mask);
        this.deploymentId = Optional.ofNullable(row.getDeploymentId());
    }

    static HistoryEntry of(RanChangeSet row, Redactor redactor) {
        return new HistoryEntry(row, redactor);
    }

    /** What the row says of its change set, which the changelog may have no more. */
    static Migration migration(RanChangeSet row, Redactor redactor) {
        String id = row.getChangeLog() + "::" + row.getId() + "::" + row.getAuthor();
        return Migration.builder(redactor.mask(id))
                .description(redactor.mask(row.getDescription() == null ? "" : row.getDescription()))
                .path(redactor.mask(row.getChangeLog()))
                .build();
    }

    /** The change set as the row names it. */
    public Migration migration() {
        return migration;
    }

    /** The id of the change set, which is unique with its author and file only. */
    public String id() {
        return id;
    }

    /** The author of the change set. */
    public String author() {
        return author;
    }

    /** The file of the change set, or its {@code logicalFilePath}. */
    public String file() {
        return file;
    }

    /**
     * When it was executed, by the database's clock. Liquibase's table keeps the local time of the session that wrote it,
     * without its zone: here it is read in the JVM's time zone, as {@link RollbackTo#date} compares it, too. It is wrong by the
     * difference if that session had another zone (PostgreSQL's and H2's drivers set the one of their JVM, MariaDB's leaves
     * it to the server).
     */
    public Optional<Instant> executedAt() {
        return executedAt;
    }

    /** In Liquibase's words: {@code EXECUTED}, {@code RERAN}, {@code MARK_RAN}, … */
    public String executionType() {
        return executionType;
    }

    /** Liquibase's checksum with its version before it; empty after {@link LiquibaseEngine#clearChecksums}. */
    public Optional<String> checksum() {
        return checksum;
    }

    /** The tag, if this row bears one. */
    public Optional<String> tag() {
        return tag;
    }

    /** What all rows of one run have in common. */
    public Optional<String> deploymentId() {
        return deploymentId;
    }

    @Override
    public String toString() {
        return "HistoryEntry[" + migration.id() + ", " + executionType + "]";
    }
}
