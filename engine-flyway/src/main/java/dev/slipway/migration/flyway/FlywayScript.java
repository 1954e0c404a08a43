package dev.slipway.migration.flyway;

import java.sql.Connection;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * The statements of a file as Flyway's own parser finds them, since what it does with placeholders depends on where they
 * stand: some inside a PostgreSQL {@code $q$…$q$} it leaves alone.
 */
final class FlywayScript {
    private FlywayScript() {}

    /** Nothing where the parser cannot be had, or keeps a part of the file to itself. */
    static Optional<String> text(
            LoadableResource resource,
            Configuration configuration,
            Map<String, String> placeholders,
            ResourceProvider resources,
            Connection connection) {
        try {
            var context = new ParsingContext();
            context.getPlaceholders().putAll(placeholders);
            SqlScript script = DatabaseTypeRegister.getDatabaseTypeForConnection(connection, configuration)
                    .createSqlScriptFactory(configuration, context)
                    .createSqlScript(resource, true, resources);
            return text(script);
        } catch (FlywayException | LinkageError unavailable) {
            // Flyway promises nothing about its parser to others.
            return Optional.empty();
        }
    }

    private static Optional<String> text(SqlScript script) {
        var text = new StringBuilder();
        try (var statements = script.getSqlStatements()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                // The data that follow a COPY … FROM STDIN are not to be had.
                if (statement.getClass().getSimpleName().contains("Copy")) {
                    return Optional.empty();
                }
                text.append(statement.getSql()).append(statement.getDelimiter()).append('\n');
            }
        }
        return Optional.of(text.toString());
    }
}
