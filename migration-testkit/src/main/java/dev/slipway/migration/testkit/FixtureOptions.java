package dev.slipway.migration.testkit;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.MigrationEngine;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** What a {@link TestDatabases.Builder} was told. */
record FixtureOptions(
        MigrationEngine engine,
        ChangelogSource source,
        TestServer server,
        int ahead,
        Optional<Path> cacheDirectory,
        Optional<String> databaseName,
        Consumer<DataSource> prepare) {

    static FixtureOptions of(MigrationEngine engine, ChangelogSource source) {
        return new FixtureOptions(
                engine,
                source,
                TestServer.embeddedPostgres(),
                0,
                Optional.empty(),
                Optional.empty(),
                NothingToPrepare.INSTANCE);
    }

    FixtureOptions withServer(TestServer server) {
        return new FixtureOptions(engine, source, server, ahead, cacheDirectory, databaseName, prepare);
    }

    FixtureOptions withAhead(int ahead) {
        return new FixtureOptions(engine, source, server, ahead, cacheDirectory, databaseName, prepare);
    }

    FixtureOptions withCacheDirectory(Path directory) {
        return new FixtureOptions(engine, source, server, ahead, Optional.of(directory), databaseName, prepare);
    }

    FixtureOptions withDatabaseName(String name) {
        return new FixtureOptions(engine, source, server, ahead, cacheDirectory, Optional.of(name), prepare);
    }

    FixtureOptions withPrepare(Consumer<DataSource> prepare) {
        return new FixtureOptions(engine, source, server, ahead, cacheDirectory, databaseName, prepare);
    }

    Recipe recipe(Fetched fetched) {
        return new Recipe(
                engine,
                fetched.engineId(),
                fetched.changelog(),
                databaseName,
                prepare,
                CacheDirectory.at(cacheDirectory));
    }

    /** One instance, so that options without preparation are equal. */
    private enum NothingToPrepare implements Consumer<DataSource> {
        INSTANCE;

        @Override
        public void accept(DataSource server) {}
    }
}
