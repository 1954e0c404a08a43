package dev.slipway.examples.runner;

import static dev.slipway.examples.runner.SchemaReader.name;
import static dev.slipway.examples.runner.SchemaReader.qualified;
import static dev.slipway.examples.runner.SchemaReader.type;

import dev.slipway.migration.Redactor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import schemacrawler.schema.Column;
import schemacrawler.schema.DefinedObject;
import schemacrawler.schema.DescribedObject;
import schemacrawler.schema.ForeignKey;
import schemacrawler.schema.ForeignKeyUpdateRule;
import schemacrawler.schema.Index;
import schemacrawler.schema.NamedObject;
import schemacrawler.schema.Routine;
import schemacrawler.schema.Table;
import schemacrawler.schema.TableConstraint;
import schemacrawler.schema.View;

/**
 * A schema as Markdown with a diagram by Mermaid (<a href="https://mermaid.js.org/syntax/entityRelationshipDiagram.html">its
 * syntax</a>). The same schema always gives the same text: it holds no time, no host and nothing that the server numbers.
 */
final class SchemaDocument {
    private final StringBuilder text = new StringBuilder();
    private final SchemaReader reader;
    private final Redactor redactor;

    private SchemaDocument(SchemaReader reader, Redactor redactor) {
        this.reader = reader;
        this.redactor = redactor;
    }

    /** Writes what was read. Secrets are masked before the text is escaped, which would hide them from the redactor. */
    static String of(SchemaReader reader, Redactor redactor) {
        var document = new SchemaDocument(reader, redactor);
        document.write();
        return document.text.toString();
    }

    private void write() {
        line("# Database schema");
        if (reader.schemas().isEmpty()) {
            line("");
            line("There are no tables, views or functions.");
        }
        for (var schema : reader.schemas()) {
            line("");
            line("## " + escaped(name(schema)));
            SchemaDiagram.of(reader.tables(schema), redactor).lines().forEach(this::line);
            reader.tables(schema).stream()
                    .filter(table -> !(table instanceof View))
                    .forEach(this::table);
            reader.tables(schema).stream()
                    .filter(table -> table instanceof View)
                    .forEach(this::view);
            reader.routines(schema).forEach(this::routine);
        }
    }

    // --- tables, views, functions ----------------------------------------------------------------------------------

    private void table(Table table) {
        heading("", table);
        columns(table);
        details(table);
    }

    private void view(Table view) {
        heading("view ", view);
        columns(view);
        // A materialized view has indexes, and another may have triggers.
        details(view);
        sql(view);
    }

    private void details(Table table) {
        var rows = new ArrayList<List<String>>();
        if (table.hasPrimaryKey()) {
            var key = table.getPrimaryKey();
            rows.add(List.of("primary key", code(name(key)), names(key.getConstrainedColumns()), ""));
        }
        for (var key : SchemaReader.sorted(table.getImportedForeignKeys())) {
            rows.add(List.of("foreign key", code(name(key)), code(SchemaReader.columns(key)), reference(key)));
        }
        for (var constraint : SchemaReader.sorted(table.getTableConstraints())) {
            // The others are told as keys and indexes.
            if (constraint.getType().toString().toLowerCase(Locale.ROOT).contains("check") && isTold(constraint)) {
                rows.add(List.of("check", code(name(constraint)), "", code(definition(constraint))));
            }
        }
        for (var index : SchemaReader.sorted(table.getIndexes())) {
            if (!table.hasPrimaryKey()
                    || !index.getName().equals(table.getPrimaryKey().getName())) {
                rows.add(index(index));
            }
        }
        for (var trigger : SchemaReader.sorted(table.getTriggers())) {
            String when = trigger.getConditionTiming().getValue().toLowerCase(Locale.ROOT) + " "
                    + trigger.getEventManipulationTypes().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(" or "));
            rows.add(List.of("trigger", code(name(trigger)), "", when + ": " + code(trigger.getActionStatement())));
        }
        if (!rows.isEmpty()) {
            rows(List.of("", "name", "columns", ""), rows);
        }
    }

    private List<String> index(Index index) {
        // SchemaCrawler says it as often as schemas have an index of this name.
        String definition = index.getDefinition().replaceFirst("(?s)^(.+?)\\1+$", "$1");
        return List.of(
                index.isUnique() ? "unique index" : "index",
                code(name(index)),
                names(index.getColumns()),
                code(definition));
    }

    private String reference(ForeignKey key) {
        String refers = key.getColumnReferences().stream()
                .map(reference -> name(reference.getPrimaryKeyColumn()))
                .collect(Collectors.joining(", "));
        var rules = new StringBuilder("→ " + code(qualified(key.getPrimaryKeyTable()) + " (" + refers + ")"));
        rule(rules, "delete", key.getDeleteRule());
        rule(rules, "update", key.getUpdateRule());
        return rules.toString();
    }

    private static void rule(StringBuilder rules, String event, ForeignKeyUpdateRule rule) {
        if (rule != ForeignKeyUpdateRule.noAction && rule != ForeignKeyUpdateRule.unknown) {
            rules.append(", on ").append(event).append(' ').append(rule);
        }
    }

    private void routine(Routine routine) {
        line("");
        line("### " + routine.getRoutineType() + " "
                + escaped(name(routine) + "(" + SchemaReader.parameters(routine) + ")")
                + SchemaReader.result(routine)
                        .map(type -> " → " + escaped(type))
                        .orElse(""));
        remarks(routine);
        sql(routine);
    }

    private void columns(Table table) {
        rows(
                List.of("column", "type", "null", "default", "comment"),
                table.getColumns().stream()
                        .map(column -> List.of(
                                code(name(column)),
                                code(type(column)),
                                column.isNullable() ? "yes" : "no",
                                origin(column),
                                column.hasRemarks() ? escaped(column.getRemarks()) : ""))
                        .toList());
    }

    private String origin(Column column) {
        if (column.hasDefaultValue()) {
            return code(column.getDefaultValue());
        }
        return column.isAutoIncremented() ? "counted" : column.isGenerated() ? "computed" : "";
    }

    // --- Markdown ------------------------------------------------------------------------------------------------

    private void heading(String kind, NamedObject object) {
        line("");
        line("### " + kind + escaped(name(object)));
        if (object instanceof DescribedObject described) {
            remarks(described);
        }
    }

    private void remarks(DescribedObject object) {
        if (object.hasRemarks()) {
            line("");
            line(escaped(object.getRemarks()));
        }
    }

    private void sql(NamedObject object) {
        if (object instanceof DefinedObject defined && defined.hasDefinition()) {
            String sql = redactor.mask(defined.getDefinition()).strip();
            // Longer than any fence inside.
            String fence = "`".repeat(Math.max(3, longestRun(sql) + 1));
            line("");
            line(fence + "sql");
            sql.lines().map(String::stripTrailing).forEach(this::line);
            line(fence);
        }
    }

    private static int longestRun(String sql) {
        return Arrays.stream(sql.split("[^`]+")).mapToInt(String::length).max().orElse(0);
    }

    private void rows(List<String> titles, List<List<String>> rows) {
        line("");
        row(titles);
        row(titles.stream().map(title -> "---").toList());
        rows.forEach(this::row);
    }

    private void row(List<String> cells) {
        line("| " + String.join(" | ", cells) + " |");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private static boolean isTold(TableConstraint constraint) {
        // PostgreSQL lists NOT NULL as checks, before 18 with numbers of objects in their names.
        return !constraint.getName().endsWith("_not_null")
                || !definition(constraint).endsWith(" IS NOT NULL");
    }

    private static String definition(TableConstraint constraint) {
        return constraint.hasDefinition() ? constraint.getDefinition() : "";
    }

    private String names(List<? extends NamedObject> objects) {
        return code(objects.stream().map(SchemaReader::name).collect(Collectors.joining(", ")));
    }

    private String code(String text) {
        // A table takes away the backslash right before a pipe, in code and behind another backslash too.
        String line = redactor.mask(text).strip().replaceAll("\\s*\\R\\s*", " ").replace("|", "\\|");
        String fence = "`".repeat(longestRun(line) + 1);
        return line.isEmpty() ? "" : fence.length() == 1 ? "`" + line + "`" : fence + " " + line + " " + fence;
    }

    private String escaped(String text) {
        return redactor.mask(text).strip().replaceAll("\\s*\\R\\s*", " ").replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }
}
