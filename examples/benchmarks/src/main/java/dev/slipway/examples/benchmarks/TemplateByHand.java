package dev.slipway.examples.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** {@code CREATE DATABASE … TEMPLATE} before the test, and the drop after it, on a connection that stays open. */
final class TemplateByHand implements Way {
    private final Server server;
    private final String strategy;
    private int number;

    /** A strategy of PostgreSQL 15 or newer. */
    TemplateByHand(String strategy, Server server, Path changelog) throws SQLException {
        this.server = server;
        this.strategy = strategy;
        server.execute("create database " + strategy);
        CleanAndMigrate.migrating(server.database(strategy), changelog).migrate();
        server.execute("alter database " + strategy + " with allow_connections false is_template true");
    }

    @Override
    public String name() {
        return "by hand: `CREATE DATABASE … TEMPLATE … STRATEGY " + strategy + "`";
    }

    @Override
    public DataSource begin() throws SQLException {
        number++;
        server.execute("create database by_hand_" + number + " template " + strategy + " strategy " + strategy);
        return server.database("by_hand_" + number);
    }

    @Override
    public void end() throws SQLException {
        // As fixtures have to: the test's session may not have ended yet.
        server.execute("drop database by_hand_" + number + " with (force)");
    }
}
