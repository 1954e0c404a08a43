package dev.slipway.migration.testkit;

import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.UsernamePassword;
import javax.sql.DataSource;

/**
 * A database of a test: fresh, migrated, and nobody else's. Safe for use by many threads.
 *
 * <p>{@link #close} drops it in the background, whoever is still connected.
 */
public final class TestDatabase implements AutoCloseable {
    private final CopySupply supply;
    private final Address address;
    private final MigrationReport report;
    private final DataSource dataSource;
    private boolean done;

    TestDatabase(CopySupply supply, Address address, MigrationReport report) {
        this.supply = supply;
        this.address = address;
        this.report = report;
        // Whoever has nothing else of the fixture any more still needs its server, and the locks that keep others off.
        this.dataSource = address.keeping(supply).dataSource();
    }

    /** Opens connections to it. Unpooled: each connection is a new one, which ends when it is closed. */
    public DataSource dataSource() {
        return dataSource;
    }

    /**
     * Its JDBC URL. Where the fixture chose user name and password itself (embedded servers, H2) they are in it, so that
     * {@link java.sql.DriverManager#getConnection(String)} will do; otherwise they are those of the server.
     */
    public String jdbcUrl() {
        return address.openUrl();
    }

    /** Who may log in. */
    public UsernamePassword credentials() {
        return address.login().get();
    }

    /** What the migration did that made this database, or the template that it was copied from. */
    public MigrationReport report() {
        return report;
    }

    /**
     * Keeps the database: {@link #close} will not drop it, and an embedded server stays up for it when the fixture
     * closes. Later runs clean up after a day.
     *
     * @return how to connect to it, in one line, without a password of yours
     */
    public synchronized String keep() {
        done = true;
        return supply.keep(address);
    }

    /** Drops the database, in the background. Does nothing the second time. */
    @Override
    public synchronized void close() {
        if (!done) {
            done = true;
            supply.giveBack(address);
        }
    }

    /** The URL without user name and password. */
    @Override
    public String toString() {
        return "TestDatabase[" + address + "]";
    }
}
