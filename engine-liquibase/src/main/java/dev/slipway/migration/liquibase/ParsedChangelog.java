package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Problem;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.liquibase.LiquibaseOptions.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import liquibase.change.Change;
import liquibase.change.core.TagDatabaseChange;
import liquibase.changelog.ChangeLogParameters;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.parser.ChangeLogParser;
import liquibase.parser.ChangeLogParserFactory;
import liquibase.parser.core.xml.XMLChangeLogSAXParser;
import org.jspecify.annotations.Nullable;

/** A changelog as Liquibase reads it, or the reasons why it cannot. */
record ParsedChangelog(@Nullable DatabaseChangeLog changelog, List<Problem> problems) {
    private static final Set<String> FORMATS = Set.of("xml", "yaml", "yml", "json", "sql");
    private static final int FEW = 5;

    /** Parses within the scope of a session, whose executor must not write: Liquibase would create its tables. */
    static ParsedChangelog parse(Session session, Changelog files, ChangelogResources resources) throws Exception {
        String root = session.options().changelogFile();
        if (!resources.get(root).exists()) {
            return new ParsedChangelog(null, List.of(Problem.of(missing(root, files))));
        }
        DatabaseChangeLog parsed;
        try {
            parsed = parse(session, resources, parameter -> parameter.value().reveal());
        } catch (Exception failure) {
            if (Failures.sqlException(failure) != null) {
                throw failure;
            }
            return new ParsedChangelog(
                    null, List.of(Problem.of("'" + root + "': " + Failures.summary(failure, session.redactor()))));
        }
        return new ParsedChangelog(parsed, secretsInHistory(session, resources));
    }

    private static DatabaseChangeLog parse(
            Session session, ChangelogResources resources, Function<Parameter, String> value) throws Exception {
        String root = session.options().changelogFile();
        ChangeLogParser parser = ChangeLogParserFactory.getInstance().getParser(root, resources);
        if (parser instanceof XMLChangeLogSAXParser xml) {
            xml.setShouldWarnOnMismatchedXsdVersion(false);
        }
        var parameters = new ChangeLogParameters(Session.current());
        parameters.setContexts(session.contexts());
        parameters.setLabels(session.labels());
        session.options().parameters().forEach((name, parameter) -> parameters.set(name, value.apply(parameter)));
        return parser.parse(root, parameters, resources);
    }

    /**
     * Finds secrets in what Liquibase writes into its history, by reading the changelog once more with a marker in the
     * place of each secret: its value may stand in a text by chance.
     */
    private static List<Problem> secretsInHistory(Session session, ChangelogResources resources) throws Exception {
        Map<String, String> markers = new TreeMap<>();
        session.options().parameters().forEach((name, parameter) -> {
            if (parameter.secret()) {
                markers.put(name, "slipwaysecret" + markers.size() + "x");
            }
        });
        if (markers.isEmpty()) {
            return List.of();
        }
        Map<Parameter, String> marked = new java.util.IdentityHashMap<>();
        session.options().parameters().forEach((name, parameter) -> {
            if (markers.containsKey(name)) {
                marked.put(parameter, markers.get(name));
            }
        });
        DatabaseChangeLog parsed;
        try {
            parsed = parse(session, resources, parameter -> {
                String marker = marked.get(parameter);
                return marker == null ? parameter.value().reveal() : marker;
            });
        } catch (Exception failure) {
            return List.of(Problem.of("A secret parameter is used where its value decides how the changelog is read:"
                    + " use a plain parameter there"));
        }
        List<Problem> problems = new ArrayList<>();
        for (ChangeSet changeSet : parsed.getChangeSets()) {
            recorded(changeSet)
                    .forEach((what, text) -> markers.forEach((name, marker) -> {
                        if (text.toLowerCase(Locale.ROOT).contains(marker)) {
                            problems.add(Problem.of("The secret parameter '" + name + "' is used in the " + what
                                    + " of a change set of '"
                                    + changeSet.getFilePath().replace(marker, Redactor.MASK)
                                    + "', which Liquibase writes into its history: take it out"));
                        }
                    }));
        }
        return problems.stream().distinct().toList();
    }

    /** What goes into columns of the history table. */
    private static Map<String, String> recorded(ChangeSet changeSet) {
        Map<String, String> texts = new TreeMap<>();
        texts.put("id", String.valueOf(changeSet.getId()));
        texts.put("author", String.valueOf(changeSet.getAuthor()));
        texts.put("path", String.valueOf(changeSet.getFilePath()));
        texts.put("comment", String.valueOf(changeSet.getComments()));
        texts.put("labels", String.valueOf(changeSet.buildFullLabels()));
        texts.put("contexts", String.valueOf(changeSet.buildFullContext()));
        texts.put("description", String.valueOf(changeSet.getDescription()));
        for (Change change : changeSet.getChanges()) {
            if (change instanceof TagDatabaseChange tag) {
                texts.put("tag", String.valueOf(tag.getTag()));
            }
        }
        return texts;
    }

    private static String missing(String root, Changelog files) {
        List<String> candidates = files.files().stream()
                .map(file -> file.path())
                .filter(path -> FORMATS.contains(path.substring(path.lastIndexOf('.') + 1)))
                .sorted((a, b) -> depth(a) == depth(b) ? a.compareTo(b) : Integer.compare(depth(a), depth(b)))
                .toList();
        String few = candidates.stream().limit(FEW).collect(Collectors.joining(", "));
        return "There is no root changelog '" + root + "' among the files of " + files.origin() + ": name one of them"
                + (candidates.isEmpty() ? "" : " (" + few + (candidates.size() > FEW ? ", …)" : ")"));
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }
}
