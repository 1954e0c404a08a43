package dev.slipway.examples.benchmarks;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.flyway.FlywayEngine;
import dev.slipway.migration.testkit.TestDatabase;
import dev.slipway.migration.testkit.TestDatabases;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Slipway's fixture, as a test would use it. */
final class Fixture implements Way {
    private final String name;
    private final boolean makesAhead;
    private final TestDatabases databases;
    /** Shows where the server is. */
    private final TestDatabase first;

    private final Server server;
    private @Nullable TestDatabase current;

    private Fixture(String name, boolean makesAhead, TestDatabases databases) throws SQLException {
        this.name = name;
        this.makesAhead = makesAhead;
        this.databases = databases;
        this.first = databases.create();
        this.server = Server.of(first.jdbcUrl());
    }

    static Fixture onDemand(Path changelog, Path cache) throws SQLException {
        return new Fixture(
                "Slipway, cloned on demand", false, builder(changelog, cache).open());
    }

    static Fixture ahead(int clones, Path changelog, Path cache) throws SQLException {
        return new Fixture(
                "Slipway, " + clones + " clones made ahead",
                true,
                builder(changelog, cache).ahead(clones).open());
    }

    private static TestDatabases.Builder builder(Path changelog, Path cache) {
        return TestDatabases.builder(new FlywayEngine(), ChangelogSource.directory(changelog))
                .cacheDirectory(cache);
    }

    boolean makesAhead() {
        return makesAhead;
    }

    Server server() {
        return server;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataSource begin() {
        current = databases.create();
        return current.dataSource();
    }

    @Override
    public void end() {
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void settle() throws SQLException, InterruptedException {
        server.settle();
    }

    @Override
    public void close() throws SQLException {
        server.close();
        first.close();
        databases.close();
    }
}
