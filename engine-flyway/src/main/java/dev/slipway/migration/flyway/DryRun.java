package dev.slipway.migration.flyway;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.ChangelogFile;
import dev.slipway.migration.MigrationPlan;
import dev.slipway.migration.MigrationScript;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Shows the SQL of what is pending, placeholders replaced as Flyway does, secrets masked. */
final class DryRun {
    private static final Pattern NO_REPLACEMENT =
            Pattern.compile("(?im)^\\s*placeholderReplacement\\s*=\\s*false\\s*$");

    private final Session session;
    private final Changelog changelog;

    DryRun(Session session, Changelog changelog) {
        this.session = session;
        this.changelog = changelog;
    }

    List<MigrationScript> scripts() {
        HistoryReader reader = session.reader(changelog);
        MigrationPlan plan = reader.read().plan();
        if (!plan.isApplicable()) {
            throw Run.rejection(changelog, plan);
        }
        FluentConfiguration configuration = reader.configuration();
        Map<String, String> placeholders = placeholders(configuration);
        return plan.pending().stream()
                .map(migration -> MigrationScript.of(
                        migration,
                        migration
                                .path()
                                .flatMap(changelog::file)
                                .map(file -> sql(file, reader, placeholders))
                                .orElse("-- written in Java: " + migration.description())))
                .toList();
    }

    private String sql(ChangelogFile file, HistoryReader reader, Map<String, String> placeholders) {
        FluentConfiguration configuration = reader.configuration();
        placeholders.put(
                "flyway" + configuration.getPlaceholderSeparator() + "filename", ChangelogResources.name(file));
        String replaced = ownReplacement(file, configuration, placeholders);
        String text = reader.resources()
                .resource(file)
                .flatMap(resource -> FlywayScript.text(
                        resource,
                        configuration,
                        placeholders,
                        reader.resources(),
                        session.connections().first(),
                        replaced))
                .orElse(replaced);
        return session.redactor().mask(text);
    }

    private String ownReplacement(
            ChangelogFile file, FluentConfiguration configuration, Map<String, String> placeholders) {
        String text = file.text(Encodings.of(file, changelog, configuration));
        boolean replaced = configuration.isPlaceholderReplacement()
                && changelog
                        .file(file.path() + ".conf")
                        .filter(conf -> NO_REPLACEMENT
                                .matcher(conf.text(configuration.getEncoding()))
                                .find())
                        .isEmpty();
        return replaced ? replace(text, configuration, placeholders) : text;
    }

    /**
     * As Flyway's reader does it, which takes the character that ends a mistaken prefix as text: in <code>$${name}</code>
     * the second dollar does not begin a placeholder.
     */
    private static String replace(String text, FluentConfiguration configuration, Map<String, String> placeholders) {
        String prefix = configuration.getPlaceholderPrefix();
        String suffix = configuration.getPlaceholderSuffix();
        var result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int same = 0;
            while (same < prefix.length() && text.startsWith(prefix.substring(0, same + 1), at)) {
                same++;
            }
            int from = at;
            if (same < prefix.length()) {
                at = Math.min(at + same + 1, text.length());
                result.append(text, from, at);
                continue;
            }
            int to = text.indexOf(suffix, from + prefix.length());
            if (to < 0) {
                return result.append(text, from, text.length()).toString();
            }
            at = to + suffix.length();
            // An unknown one stays: the plan has let Flyway object to it if Flyway does.
            String value = placeholders.get(text.substring(from + prefix.length(), to));
            result.append(value == null ? text.substring(from, at) : value);
        }
        return result.toString();
    }

    /** Flyway's own placeholders besides the configured ones. */
    private Map<String, String> placeholders(FluentConfiguration configuration) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(configuration.getPlaceholders());
        String flyway = "flyway" + configuration.getPlaceholderSeparator();
        Connection connection = session.connections().first();
        try {
            HistoryTable history = session.history();
            all.put(flyway + "defaultSchema", history.schema());
            all.put(flyway + "table", history.table());
            all.put(
                    flyway + "user",
                    Objects.requireNonNullElse(connection.getMetaData().getUserName(), ""));
            all.put(flyway + "database", Objects.requireNonNullElse(connection.getCatalog(), ""));
        } catch (SQLException failure) {
            throw Failures.of("Cannot ask the database for its names", failure, session.redactor());
        }
        all.put(
                flyway + "timestamp",
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(LocalDateTime.now()));
        all.put(flyway + "workingDirectory", Path.of("").toAbsolutePath().toString());
        all.put(flyway + "environment", "default");
        return all;
    }
}
