package dev.slipway.migration.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.slipway.migration.*;
import dev.slipway.migration.MigrationPlan.State;
import java.sql.*;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** A small correct engine on H2, to show that the contract can be met. */
class TinyEngine implements MigrationEngine {
    /** Good for one JVM, which is where H2's databases in memory are. */
    private static final Map<String, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Map<String, Secret> parameters;
    private final Redactor redactor;

    TinyEngine(Map<String, Secret> parameters) {
        for (var secret : parameters.values()) {
            if (secret.reveal().matches("(?s).*['\\\\\\n\\r].*")) {
                throw new IllegalArgumentException("A parameter holds a quote, backslash or line break");
            }
        }
        this.parameters = Map.copyOf(parameters);
        this.redactor = Redactor.of(parameters.values());
    }

    @Override
    public EngineId id() {
        return new EngineId("tiny", "1.0", Optional.of(Integer.toHexString(parameters.hashCode())));
    }

    @Override
    public MigrationPlan plan(Changelog changelog, DataSource database) {
        try (Connection connection = DataSources.connect(database)) {
            return plan(changelog, connection);
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    @Override
    public List<MigrationScript> dryRun(Changelog changelog, DataSource database) {
        var plan = plan(changelog, database);
        rejectIfNotApplicable(plan);
        return TinyFile.of(changelog, new ArrayList<>()).stream()
                .filter(file -> plan.pending().contains(file.migration()))
                .map(file -> MigrationScript.of(file.migration(), redactor.mask(expand(file.sql()))))
                .toList();
    }

    @Override
    public MigrationReport migrate(Changelog changelog, DataSource database, MigrateOptions options) {
        long start = System.nanoTime();
        try (Connection connection = DataSources.connect(database)) {
            var lock = lock(connection.getMetaData().getURL());
            await(lock, options, start);
            try {
                return run(changelog, connection, options, start);
            } finally {
                lock.unlock();
            }
        } catch (SQLException failure) {
            throw unreadable(failure);
        }
    }

    ReentrantLock lock(String url) {
        return LOCKS.computeIfAbsent(url, first -> new ReentrantLock());
    }

    private static void await(ReentrantLock lock, MigrateOptions options, long start) {
        try {
            while (!lock.tryLock(20, MILLISECONDS)) {
                Duration soFar = Duration.ofNanos(System.nanoTime() - start);
                options.listener().waiting("another thread", soFar);
                if (options.stop().isRequested()) {
                    throw new MigrationIncompleteException("Stopped while waiting", List.of(), null, null);
                }
                if (soFar.compareTo(options.lockWait()) >= 0) {
                    throw new DatabaseUnavailableException("Another run holds the database: try again later");
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("Interrupted while waiting");
        }
    }

    private MigrationReport run(Changelog changelog, Connection connection, MigrateOptions options, long start)
            throws SQLException {
        MigrationPlan before = plan(changelog, connection);
        rejectIfNotApplicable(before);
        options.listener().planned(before);
        var report = MigrationReport.builder(before);
        var applied = new ArrayList<Migration>();
        for (var file : TinyFile.of(changelog, new ArrayList<>())) {
            if (before.pending().contains(file.migration())) {
                int number = before.pending().indexOf(file.migration()) + 1;
                runOne(file, number, before.pending().size(), connection, options, applied, report);
            }
        }
        return report.build(plan(changelog, connection), Duration.ofNanos(System.nanoTime() - start));
    }

    private void runOne(
            TinyFile file,
            int number,
            int total,
            Connection connection,
            MigrateOptions options,
            List<Migration> applied,
            MigrationReport.Builder report) {
        if (options.stop().isRequested()) {
            throw new MigrationIncompleteException("Stopped before " + file.id(), applied, null, null);
        }
        try {
            options.listener().started(file.migration(), number, total);
            long start = System.nanoTime();
            execute(expand(file.sql()), connection);
            record(file, connection);
            var elapsed = Duration.ofNanos(System.nanoTime() - start);
            applied.add(file.migration());
            report.applied(file.migration(), elapsed);
            options.listener().applied(file.migration(), elapsed);
        } catch (SQLException failure) {
            if (file.sql().startsWith(TinyFile.CONTINUE)) {
                report.declined(file.migration(), "on error: continue");
                return;
            }
            String reason = redactor.screen(failure.getMessage()).replaceAll("\\s+", " ");
            var incomplete = redactor.redact(new MigrationIncompleteException(
                    "Migration '" + file.id() + "' failed: " + reason, applied, file.migration(), failure));
            options.listener().failed(file.migration(), incomplete);
            throw incomplete;
        } catch (RuntimeException thrown) {
            throw new MigrationIncompleteException("The listener ended the run", applied, null, thrown);
        }
    }

    private void execute(String sql, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void record(TinyFile file, Connection connection) throws SQLException {
        execute("create table if not exists tiny (id varchar primary key, checksum varchar, at timestamp)", connection);
        String row = "merge into tiny values ('" + file.id() + "', '" + file.checksum() + "', localtimestamp)";
        execute(row, connection);
    }

    private String expand(String sql) {
        String expanded = sql;
        for (var parameter : parameters.entrySet()) {
            expanded = expanded.replace(
                    "${" + parameter.getKey() + "}", parameter.getValue().reveal());
        }
        return expanded;
    }

    private MigrationPlan plan(Changelog changelog, Connection connection) throws SQLException {
        var plan = MigrationPlan.builder(changelog);
        var problems = new ArrayList<Problem>();
        var files = TinyFile.of(changelog, problems);
        problems.forEach(plan::problem);
        var history = history(connection);
        int newest =
                history.keySet().stream().mapToInt(TinyEngine::version).max().orElse(0);
        int last = files.stream().mapToInt(file -> version(file.id())).max().orElse(0);
        for (var file : files) {
            var row = history.remove(file.id());
            State state = state(file, row, newest);
            var entry = MigrationPlan.Entry.builder(file.migration(), state).changelogChecksum(file.checksum());
            plan.entry(
                    (row == null ? entry : entry.historyChecksum(row.checksum()).appliedAt(row.at())).build());
            if (state == State.CHANGED || state == State.IGNORED) {
                plan.problem(Problem.of("'" + file.id() + "' is " + state, file.migration()));
            }
        }
        history.forEach((id, row) -> {
            var gone = Migration.builder(id).build();
            State state = version(id) > last ? State.FUTURE : State.MISSING;
            plan.entry(MigrationPlan.Entry.builder(gone, state).build());
            if (state == State.MISSING) {
                plan.problem(Problem.of("'" + id + "' is missing: put it back", gone));
            }
        });
        return plan.build();
    }

    private static State state(TinyFile file, Row row, int newest) {
        if (row == null) {
            return file.repeatable() || file.number() > newest ? State.PENDING : State.IGNORED;
        }
        if (row.checksum().equals(file.checksum())) {
            return State.APPLIED;
        }
        return file.repeatable() ? State.PENDING : State.CHANGED;
    }

    private static int version(String id) {
        return id.startsWith("R") ? 0 : Integer.parseInt(id);
    }

    private static Map<String, Row> history(Connection connection) throws SQLException {
        var rows = new TreeMap<String, Row>();
        try (ResultSet table = connection.getMetaData().getTables(null, null, "TINY", null)) {
            if (!table.next()) {
                return rows;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select id, checksum, at from tiny")) {
            while (found.next()) {
                rows.put(
                        found.getString(1),
                        new Row(found.getString(2), found.getTimestamp(3).toInstant()));
            }
        }
        return rows;
    }

    private static void rejectIfNotApplicable(MigrationPlan plan) {
        if (!plan.isApplicable()) {
            throw new MigrationRejectedException("Rejected: " + plan.problems(), plan.problems());
        }
    }

    private static MigrationException unreadable(SQLException failure) {
        return new MigrationException("Cannot read the history (SQLState " + failure.getSQLState() + ")");
    }

    private record Row(String checksum, Instant at) {}
}
