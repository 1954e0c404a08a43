package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.DatabaseUnavailableException;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.UsernamePassword;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MariaDB or MySQL server that somebody else runs. Each fixture migrates a template of its own. Names of databases tell
 * their fixture, and a named lock tells whether that still lives.
 */
final class GivenMariaDbServer extends TestServer {
    private static final Logger LOG = LoggerFactory.getLogger(GivenMariaDbServer.class);
    private static final Pattern NAME = Pattern.compile("(slipway_[0-9a-f]{8})_[0-9]+");
    /** Longer than any migration in a test should take. */
    private static final int PATIENCE_SECONDS = 600;

    private final String url;
    private final CredentialProvider<UsernamePassword> login;

    GivenMariaDbServer(String url, CredentialProvider<UsernamePassword> login) {
        DataSources.of(MariaDbUrl.parse(url).database(""), login);
        this.url = url;
        this.login = login;
    }

    @Override
    RunningServer start(Recipe recipe) {
        DataSource server = DataSources.of(MariaDbUrl.parse(url).database(""), login);
        // The lock is its only connection's, which is never given back.
        var session = new AdminConnections(server);
        var admin = new AdminConnections(server);
        String owner = "slipway_" + UUID.randomUUID().toString().substring(0, 8);
        try {
            session.query("Cannot lock '" + owner + "'", "select get_lock('" + owner + "', 0)");
            dropAbandoned(admin, owner);
            var run = new Run(owner, session, admin);
            return run.migrate(recipe, server);
        } catch (RuntimeException failure) {
            admin.close();
            session.close();
            throw failure;
        }
    }

    private static void dropAbandoned(AdminConnections admin, String owner) {
        for (List<String> row :
                admin.query("Cannot read the names of databases", "show databases like 'slipway\\_%'")) {
            var name = NAME.matcher(row.get(0));
            if (name.matches() && !name.group(1).equals(owner)) {
                boolean abandoned = admin.query(
                                "Cannot look for a lock", "select is_free_lock('" + name.group(1) + "')")
                        .get(0)
                        .get(0)
                        .equals("1");
                if (abandoned) {
                    MariaDbCopies.drop(admin, row.get(0));
                }
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GivenMariaDbServer that && url.equals(that.url) && login.equals(that.login);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    /** A fixture's databases. */
    private final class Run {
        private final String owner;
        private final AdminConnections session;
        private final AdminConnections admin;
        private final AtomicInteger names = new AtomicInteger();

        Run(String owner, AdminConnections session, AdminConnections admin) {
            this.owner = owner;
            this.session = session;
            this.admin = admin;
        }

        RunningServer migrate(Recipe recipe, DataSource server) {
            String template = freshName();
            try {
                MigrationReport report = recipe.databaseName().isEmpty()
                        ? migrateAs(template, recipe, server)
                        : migrateAndCopy(recipe.databaseName().orElseThrow(), template, recipe, server);
                return new Copies(this, template, report, MariaDbCopies.of(admin, template));
            } catch (RuntimeException failure) {
                MariaDbCopies.drop(admin, template);
                throw failure;
            }
        }

        /** Others may want to migrate under the same name: it is taken for as long as that lasts. */
        private MigrationReport migrateAndCopy(String name, String template, Recipe recipe, DataSource server) {
            String lock = "'slipway making " + name + "'";
            boolean locked = session.query(
                            "Cannot lock " + lock, "select get_lock(" + lock + ", " + PATIENCE_SECONDS + ")")
                    .get(0)
                    .get(0)
                    .equals("1");
            if (!locked) {
                throw new DatabaseUnavailableException("Another process has been migrating database '" + name
                        + "' on the same server for " + PATIENCE_SECONDS + " s: end it");
            }
            try {
                MigrationReport report = migrateAs(name, recipe, server);
                try {
                    MariaDbCopies.of(admin, name).make(template);
                } finally {
                    MariaDbCopies.drop(admin, name);
                }
                return report;
            } finally {
                session.query("Cannot unlock " + lock, "select release_lock(" + lock + ")");
            }
        }

        /** Not dropped where it was there before. */
        private MigrationReport migrateAs(String name, Recipe recipe, DataSource server) {
            admin.execute("Cannot create database '" + name + "'", List.of("create database `" + name + "`"));
            try {
                return recipe.migrate(server, address(name).dataSource());
            } catch (RuntimeException failure) {
                MariaDbCopies.drop(admin, name);
                throw failure;
            }
        }

        String freshName() {
            return owner + "_" + names.incrementAndGet();
        }

        Address address(String name) {
            String address = MariaDbUrl.parse(url).database(name);
            return new Address(name, address, address, login);
        }
    }

    /** Copies of the fixture's template. */
    private static final class Copies implements RunningServer {
        private final Run run;
        private final MigrationReport report;
        private final MariaDbCopies copies;
        /** What is to be dropped in the end. */
        private final Set<String> ours = ConcurrentHashMap.newKeySet();

        Copies(Run run, String template, MigrationReport report, MariaDbCopies copies) {
            this.run = run;
            this.report = report;
            this.copies = copies;
            ours.add(template);
        }

        @Override
        public MigrationReport report() {
            return report;
        }

        @Override
        public Address copy() {
            String name = run.freshName();
            ours.add(name);
            copies.make(name);
            return run.address(name);
        }

        @Override
        public void drop(Address copy) {
            MariaDbCopies.drop(run.admin, copy.name());
            ours.remove(copy.name());
        }

        /** Until the next fixture on this server finds that this one is gone. */
        @Override
        public String keep(Address copy) {
            ours.remove(copy.name());
            return "connect to " + copy.url() + " as " + copy.login().get().username()
                    + " before the next run of tests on this server";
        }

        @Override
        public void close(boolean keep) {
            for (String name : ours) {
                try {
                    MariaDbCopies.drop(run.admin, name);
                } catch (MigrationException failure) {
                    LOG.warn("{}", failure.getMessage());
                }
            }
            run.admin.close();
            run.session.close();
        }
    }
}
