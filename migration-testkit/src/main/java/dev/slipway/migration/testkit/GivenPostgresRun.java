package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.UsernamePassword;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fixture's copies on a PostgreSQL server that somebody else runs. */
final class GivenPostgresRun implements RunningServer {
    private static final Logger LOG = LoggerFactory.getLogger(GivenPostgresRun.class);

    private final PostgresUrl url;
    private final CredentialProvider<UsernamePassword> login;
    private final AdminConnections admin;
    private final PostgresSession session;
    private final PostgresCopies copies;
    private final MigrationReport report;
    /** What is to be dropped in the end. */
    private final Set<String> ours = ConcurrentHashMap.newKeySet();

    GivenPostgresRun(
            PostgresUrl url,
            CredentialProvider<UsernamePassword> login,
            AdminConnections admin,
            PostgresSession session,
            PostgresCopies copies,
            MigrationReport report,
            Optional<String> ownTemplate) {
        this.url = url;
        this.login = login;
        this.admin = admin;
        this.session = session;
        this.copies = copies;
        this.report = report;
        ownTemplate.ifPresent(ours::add);
    }

    @Override
    public MigrationReport report() {
        return report;
    }

    @Override
    public Address copy() {
        String name = session.freshName();
        ours.add(name);
        copies.make(name);
        return new Address(name, url.database(name), url.database(name), login);
    }

    @Override
    public void drop(Address copy) {
        copies.drop(copy.name());
        ours.remove(copy.name());
    }

    @Override
    public void disconnect(Address copy) {
        copies.disconnect(copy.name());
    }

    @Override
    public int spare() {
        return copies.spare();
    }

    @Override
    public String keep(Address copy) {
        PostgresSession.keep(admin, copy.name());
        ours.remove(copy.name());
        return "connect to " + copy.url() + " as " + copy.login().get().username();
    }

    @Override
    public void close(boolean keep) {
        for (String name : ours) {
            try {
                PostgresCopies.drop(admin, name);
            } catch (MigrationException failure) {
                LOG.warn("{}", failure.getMessage());
            }
        }
        admin.close();
        session.close();
    }
}
