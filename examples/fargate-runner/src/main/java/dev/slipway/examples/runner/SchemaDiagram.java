package dev.slipway.examples.runner;

import static dev.slipway.examples.runner.SchemaReader.name;
import static dev.slipway.examples.runner.SchemaReader.qualified;
import static dev.slipway.examples.runner.SchemaReader.type;

import dev.slipway.migration.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import schemacrawler.schema.Column;
import schemacrawler.schema.ForeignKey;
import schemacrawler.schema.Index;
import schemacrawler.schema.Table;
import schemacrawler.schema.View;

/**
 * The tables of a schema as an entity-relationship diagram by Mermaid, in its
 * <a href="https://mermaid.js.org/syntax/entityRelationshipDiagram.html">syntax</a>.
 */
final class SchemaDiagram {
    /** What a word may not begin with: Mermaid reads a key, or no word at all. */
    private static final Pattern NO_WORD = Pattern.compile("(?i)(?![a-z_\\x{C0}-\\x{10FFFF}])|[pfu]k(?![a-z0-9_])");

    /** Mermaid takes a line with these words for the diagram's direction, wherever they stand. */
    private static final String DIRECTION = "(?i)(?<=direction)\\s+(?=TB|BT|RL|LR)";

    private final StringBuilder text = new StringBuilder();
    private final Redactor redactor;

    private SchemaDiagram(Redactor redactor) {
        this.redactor = redactor;
    }

    /** A fenced block, or nothing if there is no table. */
    static String of(List<Table> tables, Redactor redactor) {
        var real = tables.stream().filter(table -> !(table instanceof View)).toList();
        var diagram = new SchemaDiagram(redactor);
        if (!real.isEmpty()) {
            diagram.write(real);
        }
        return diagram.text.toString();
    }

    private void write(List<Table> tables) {
        line("");
        line("```mermaid");
        line("erDiagram");
        for (var table : tables) {
            line("    " + quoted(name(table)) + " {");
            for (var column : table.getColumns()) {
                line("        " + word(type(column)) + " " + word(column.getName()) + keys(column));
            }
            line("    }");
        }
        for (var table : tables) {
            for (var key : SchemaReader.sorted(table.getImportedForeignKeys())) {
                line("    " + referred(key) + (isOptional(key) ? " |o" : " ||") + "--"
                        + (isUnique(key) ? "o|" : "o{") + " " + quoted(name(table)) + " : "
                        + quoted(SchemaReader.columns(key)));
            }
        }
        line("```");
    }

    /** Whether a row may refer to none. */
    private static boolean isOptional(ForeignKey key) {
        return key.getColumnReferences().stream()
                .anyMatch(reference -> reference.getForeignKeyColumn().isNullable());
    }

    /** Whether at most one row may refer to another. */
    private static boolean isUnique(ForeignKey key) {
        var columns = key.getColumnReferences().stream()
                .map(reference -> reference.getForeignKeyColumn().getName())
                .collect(Collectors.toSet());
        return uniqueIndexes(key.getForeignKeyTable())
                .filter(index -> !index.getColumns().isEmpty())
                .anyMatch(index -> index.getColumns().stream().allMatch(column -> columns.contains(column.getName())));
    }

    /** A unique index over some rows says nothing of the others. */
    private static Stream<Index> uniqueIndexes(Table table) {
        return table.getIndexes().stream()
                .filter(Index::isUnique)
                .filter(index -> !index.hasAttribute("FILTER_CONDITION"));
    }

    private static String keys(Column column) {
        var keys = new ArrayList<String>();
        if (column.isPartOfPrimaryKey()) {
            keys.add("PK");
        }
        if (column.isPartOfForeignKey()) {
            keys.add("FK");
        }
        if (!column.isPartOfPrimaryKey()
                && uniqueIndexes(column.getParent())
                        .flatMap(index -> index.getColumns().stream())
                        .anyMatch(unique -> unique.getName().equals(column.getName()))) {
            keys.add("UK");
        }
        return keys.isEmpty() ? "" : " " + String.join(", ", keys);
    }

    /** The table that is referred to, which another schema may have under a name of this one. */
    private String referred(ForeignKey key) {
        var table = key.getPrimaryKeyTable();
        boolean here = table.getSchema().equals(key.getForeignKeyTable().getSchema());
        return quoted(here ? name(table) : qualified(table));
    }

    private String quoted(String name) {
        return "\"" + redactor.mask(name).replaceAll("[\"%\\\\\\p{Cntrl}]", "_").replaceAll(DIRECTION, "_") + "\"";
    }

    /** Mermaid takes letters, ASCII's digits and little else as the type or name of an attribute. */
    private String word(String name) {
        String word = redactor.mask(name).strip().replaceAll("[^A-Za-z0-9_()\\[\\]\\x{C0}-\\x{10FFFF}-]+", "_");
        return NO_WORD.matcher(word).lookingAt() ? "_" + word : word;
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
