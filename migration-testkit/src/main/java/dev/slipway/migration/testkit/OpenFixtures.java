package dev.slipway.migration.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fixtures of one run of tests: those that are equal are one. A fixture that no test class uses any more stays open
 * for the next one, but of those only a few: each may have a server of its own.
 */
final class OpenFixtures implements AutoCloseable {
    private static final int MOST_UNUSED = 3;

    /** The longest unused first. */
    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    /** The fixture with these options, until the lease is closed. */
    Lease lease(FixtureOptions options, Fetched fetched) {
        Object identity = identity(options, fetched);
        Entry entry;
        synchronized (this) {
            entry = entries.remove(identity);
            if (entry == null) {
                entry = new Entry(new TestDatabases(options, fetched));
            }
            entries.put(identity, entry);
            entry.users++;
        }
        var lease = new Lease(this, entry);
        try {
            entry.databases.open(options.ahead());
            return lease;
        } catch (RuntimeException failure) {
            lease.close();
            throw failure;
        }
    }

    /** What makes two fixtures one: without a fingerprint, only the engine's own user. */
    private static Object identity(FixtureOptions options, Fetched fetched) {
        var engine = fetched.engineId();
        return new Identity(
                options.server(),
                options.databaseName(),
                options.prepare(),
                options.cacheDirectory(),
                engine.fingerprint().isPresent()
                        ? List.of(engine, fetched.changelog().digest())
                        : fetched);
    }

    private void release(Entry entry) {
        var unused = new ArrayList<TestDatabases>();
        synchronized (this) {
            entry.users--;
            int surplus =
                    (int) entries.values().stream().filter(Entry::isUnused).count() - MOST_UNUSED;
            for (Iterator<Entry> each = entries.values().iterator(); surplus > 0 && each.hasNext(); ) {
                Entry candidate = each.next();
                if (candidate.isUnused()) {
                    each.remove();
                    unused.add(candidate.databases);
                    surplus--;
                }
            }
        }
        unused.forEach(TestDatabases::close);
    }

    @Override
    public void close() {
        List<Entry> all;
        synchronized (this) {
            all = List.copyOf(entries.values());
            entries.clear();
        }
        all.forEach(entry -> entry.databases.close());
    }

    /** A fixture and how many leases there are on it. */
    private static final class Entry {
        final TestDatabases databases;
        int users;
        boolean shared;

        Entry(TestDatabases databases) {
            this.databases = databases;
        }

        boolean isUnused() {
            return users == 0 && !shared;
        }
    }

    private record Identity(
            TestServer server, Optional<String> databaseName, Object prepare, Object cacheDirectory, Object made) {}

    /** A test class's hold on a fixture. */
    static final class Lease implements AutoCloseable {
        private final OpenFixtures fixtures;
        private final Entry entry;

        private Lease(OpenFixtures fixtures, Entry entry) {
            this.fixtures = fixtures;
            this.entry = entry;
        }

        TestDatabases databases() {
            return entry.databases;
        }

        /** Leaves the fixture open until all are closed: a database of it outlives the lease. */
        void share() {
            synchronized (fixtures) {
                entry.shared = true;
            }
        }

        @Override
        public void close() {
            fixtures.release(entry);
        }
    }
}
