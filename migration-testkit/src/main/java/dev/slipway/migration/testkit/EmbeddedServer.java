package dev.slipway.migration.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server that is started for a fixture. What outlives the JVM is the stopped data directory that the migration left;
 * each fixture runs a server on a copy of it, which is deleted with the fixture. So every changelog has a server of its
 * own, and the users that it creates meet no others.
 */
abstract class EmbeddedServer extends TestServer {
    private static final String DATABASE = "slipway";
    /** In the directory of a run. */
    static final String LOG = "server.log";

    private static final int LINES_TO_TELL = 3;

    private final String product;
    private final String library;
    /** A database that is always there. */
    private final String administration;

    EmbeddedServer(String product, String library, String administration) {
        this.product = product;
        this.library = library;
        this.administration = administration;
    }

    /** What decides how an empty server looks: version, settings, environment. */
    abstract String identity() throws IOException;

    /** Starts a server on the data directory of a run; where there is none, an empty one is made. */
    abstract ServerProcess launch(Path run, CacheDirectory cache) throws IOException;

    /** A name as SQL has it. */
    abstract String quoted(String name);

    /** Done to the database when it has been migrated. */
    abstract List<String> seal(String database);

    /** What copies the migrated database. */
    abstract RunningServer copying(EmbeddedRun run, String template, MigrationReport report);

    @Override
    final RunningServer start(Recipe recipe) {
        try {
            return start(recipe, recipe.cache().newRun());
        } catch (IOException | UncheckedIOException failure) {
            throw new MigrationException(
                    "Cannot start an embedded " + product + " (" + AdminConnections.oneLine(failure)
                            + "): check the directory of its data, '"
                            + recipe.cache().root()
                            + "', and the memory of the machine",
                    failure);
        } catch (NoClassDefFoundError missing) {
            throw new MigrationException("Cannot start an embedded " + product + ": add " + library
                    + " to the test class path (missing: " + missing.getMessage() + ")");
        }
    }

    private RunningServer start(Recipe recipe, RunDirectory run) throws IOException {
        var watchdog = Watchdog.over(run.path());
        try {
            String name = recipe.databaseName().orElse(DATABASE);
            byte[] report = provide(recipe, run, name);
            var server = launchOn(run, recipe.cache());
            try {
                MigrationReport made = report.length == 0
                        ? migrate(recipe, server, name)
                        : StoredReport.read(report, recipe.changelog());
                return copying(new EmbeddedRun(run, watchdog, server, administration), name, made);
            } catch (IOException | RuntimeException failure) {
                server.stop();
                throw failure;
            }
        } catch (IOException | RuntimeException | NoClassDefFoundError failure) {
            watchdog.dismiss();
            run.delete();
            throw failure;
        }
    }

    /** Fills the run's data directory; with what the migration left, if that may be stored, and then returns its report. */
    private byte[] provide(Recipe recipe, RunDirectory run, String name) throws IOException {
        CacheDirectory cache = recipe.cache();
        String identity = identity();
        if (!recipe.reusable()) {
            provideEmpty(cache, identity, run);
            return new byte[0];
        }
        String key = recipe.key(identity);
        try (var lock = cache.lock(key)) {
            Optional<byte[]> stored = cache.restore(key, run.data());
            if (stored.isPresent()) {
                return stored.get();
            }
            provideEmpty(cache, identity, run);
            byte[] report = StoredReport.write(migrateAndStop(recipe, run, name));
            cache.store(key, run.data(), report);
            return report;
        }
    }

    /** Making an empty server takes seconds, a copy of it does not. */
    private void provideEmpty(CacheDirectory cache, String identity, RunDirectory run) throws IOException {
        String key = "empty-" + Recipe.digest(identity);
        try (var lock = cache.lock(key)) {
            if (cache.restore(key, run.data()).isEmpty()) {
                launchOn(run, cache).stop();
                cache.store(key, run.data(), new byte[0]);
            }
        }
    }

    /** What the server wrote since then is told: with the run's directory its log will be gone. Nobody has used it yet. */
    private ServerProcess launchOn(RunDirectory run, CacheDirectory cache) throws IOException {
        Path log = run.path().resolve(LOG);
        int before = lines(log).size();
        try {
            return launch(run.path(), cache);
        } catch (IOException failure) {
            List<String> said = lines(log);
            said = said.subList(Math.max(before, said.size() - LINES_TO_TELL), said.size());
            String text = AdminConnections.oneLine(failure);
            throw new IOException(said.isEmpty() ? text : text + "; " + String.join("; ", said), failure);
        }
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.exists(log)
                ? Files.readString(log, ISO_8859_1)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList()
                : List.of();
    }

    private MigrationReport migrateAndStop(Recipe recipe, RunDirectory run, String name) throws IOException {
        var server = launchOn(run, recipe.cache());
        try {
            return migrate(recipe, server, name);
        } finally {
            server.stop();
        }
    }

    private MigrationReport migrate(Recipe recipe, ServerProcess server, String name) {
        try (var admin = new AdminConnections(server.address(administration).dataSource())) {
            admin.execute("Cannot create database '" + name + "'", List.of("create database " + quoted(name)));
            MigrationReport report = recipe.migrate(
                    server.address(administration).dataSource(),
                    server.address(name).dataSource());
            admin.execute("Cannot close database '" + name + "'", seal(name));
            return report;
        }
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public final int hashCode() {
        return getClass().hashCode();
    }
}
