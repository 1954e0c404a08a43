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

    /**
     * Nothing where the parser cannot be had.
     *
     * @param replaced the file with all placeholders replaced: the data that follow a {@code COPY … FROM STDIN}, in which
     *     nothing is quoted, are taken from it, since the parser keeps them to itself
     */
    static Optional<String> text(
            LoadableResource resource,
            Configuration configuration,
            Map<String, String> placeholders,
            ResourceProvider resources,
            Connection connection,
            String replaced) {
        try {
            var context = new ParsingContext();
            context.getPlaceholders().putAll(placeholders);
            SqlScript script = DatabaseTypeRegister.getDatabaseTypeForConnection(connection, configuration)
                    .createSqlScriptFactory(configuration, context)
                    .createSqlScript(resource, true, resources);
            return text(script, replaced);
        } catch (FlywayException | LinkageError unavailable) {
            // Flyway promises nothing about its parser to others.
            return Optional.empty();
        }
    }

    private static Optional<String> text(SqlScript script, String replaced) {
        var text = new StringBuilder();
        int at = 0;
        try (var statements = script.getSqlStatements()) {
            while (statements.hasNext()) {
                SqlStatement statement = statements.next();
                if (!statement.getClass().getSimpleName().contains("Copy")) {
                    text.append(statement.getSql())
                            .append(statement.getDelimiter())
                            .append('\n');
                    continue;
                }
                int found = replaced.indexOf(statement.getSql(), at);
                int data = found + statement.getSql().length();
                at = found < 0 ? -1 : endOfData(replaced, data);
                if (at < 0) {
                    return Optional.empty();
                }
                text.append(statement.getSql()).append(replaced, data, at);
            }
        }
        return Optional.of(text.toString());
    }

    /** After the first line that is only the end mark; -1 if there is none. */
    private static int endOfData(String text, int from) {
        int line = text.indexOf('\n', from) + 1;
        while (line > 0) {
            int end = text.indexOf('\n', line);
            String content = end < 0 ? text.substring(line) : text.substring(line, end);
            if (content.strip().equals("\\.")) {
                return end < 0 ? text.length() : end + 1;
            }
            line = end + 1;
        }
        return -1;
    }
}
