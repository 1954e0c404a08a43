package dev.slipway.migration.testkit;

import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.UsernamePassword;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A PostgreSQL server that somebody else runs. Templates stay on it under names that are their keys. What belongs to whom
 * is settled by advisory locks, which end with their sessions: a shared one on each template in use, one on the making of
 * each template, and one for each fixture that lives.
 */
final class GivenPostgresServer extends TestServer {
    private final String url;
    private final CredentialProvider<UsernamePassword> login;

    GivenPostgresServer(String url, CredentialProvider<UsernamePassword> login) {
        PostgresUrl.parse(url);
        this.url = url;
        this.login = login;
    }

    @Override
    RunningServer start(Recipe recipe) {
        DataSource server = DataSources.of(url, login);
        var admin = new AdminConnections(server);
        PostgresSession session = null;
        try {
            session = PostgresSession.open(server);
            session.dropAbandoned(admin);
            String template = recipe.reusable()
                    ? find(recipe, server, admin, session)
                    : makeUnshared(recipe, server, admin, session);
            new PostgresTemplates(admin).dropOld(session);
            return new GivenPostgresRun(
                    PostgresUrl.parse(url),
                    login,
                    admin,
                    session,
                    PostgresCopies.of(admin, template),
                    report(recipe, admin, template),
                    recipe.reusable() ? Optional.empty() : Optional.of(template));
        } catch (RuntimeException failure) {
            if (session != null) {
                session.close();
            }
            admin.close();
            throw failure;
        }
    }

    /** The template of an equal recipe, or a new one, with the session's lock against its being dropped. */
    private String find(Recipe recipe, DataSource server, AdminConnections admin, PostgresSession session) {
        var templates = new PostgresTemplates(admin);
        String template = PostgresTemplates.name(recipe.key(session.identity()));
        session.use(template);
        if (!templates.touch(template)) {
            session.doNotUse(template);
            String contested = recipe.databaseName().orElse(template);
            session.beginMaking(contested);
            try {
                if (!templates.touch(template)) {
                    make(recipe, server, admin, session.freshName(), template);
                }
                session.use(template);
            } finally {
                session.endMaking(contested);
            }
        }
        return template;
    }

    private String makeUnshared(Recipe recipe, DataSource server, AdminConnections admin, PostgresSession session) {
        String template = session.freshName();
        String contested = recipe.databaseName().orElse(template);
        session.beginMaking(contested);
        try {
            make(recipe, server, admin, session.freshName(), template);
            return template;
        } finally {
            session.endMaking(contested);
        }
    }

    /** Applies the changelog to a new database, which is not left behind if that fails, and renames it. */
    private void make(Recipe recipe, DataSource server, AdminConnections admin, String freshName, String template) {
        String name = recipe.databaseName().orElse(freshName);
        var templates = new PostgresTemplates(admin);
        templates.begin(name);
        try {
            var database = DataSources.of(PostgresUrl.parse(url).database(name), login);
            byte[] report = StoredReport.write(recipe.migrate(server, database));
            templates.publish(name, template, report);
        } catch (RuntimeException failure) {
            PostgresCopies.drop(admin, name);
            throw failure;
        }
    }

    private static MigrationReport report(Recipe recipe, AdminConnections admin, String template) {
        try {
            byte[] stored = Base64.getDecoder().decode(new PostgresTemplates(admin).report(template));
            return StoredReport.read(stored, recipe.changelog());
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new MigrationException(
                    "The comment on database '" + template + "' is not what was written there: drop that database",
                    unreadable);
        }
    }

    /** By the very same credentials: what they would yield is not asked for before it is needed. */
    @Override
    public boolean equals(Object other) {
        return other instanceof GivenPostgresServer that && url.equals(that.url) && login.equals(that.login);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }
}
