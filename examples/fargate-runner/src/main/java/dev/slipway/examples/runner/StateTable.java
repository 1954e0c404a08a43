package dev.slipway.examples.runner;

import dev.slipway.migration.MigrationPlan;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** A plan, or anything else, as a table that a person reads in a log. */
final class StateTable {
    private static final List<String> HEADER = List.of("Migration", "Description", "State", "Applied (UTC)");
    private static final int WIDEST = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private StateTable() {}

    static String of(MigrationPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        for (var entry : plan.entries()) {
            rows.add(List.of(
                    entry.migration().id(),
                    entry.migration().description(),
                    entry.state().name().toLowerCase(java.util.Locale.ROOT),
                    entry.appliedAt().map(StateTable::time).orElse("")));
        }
        return of(HEADER, rows);
    }

    /** Any table. */
    static String of(List<String> header, List<List<String>> content) {
        List<List<String>> rows = new ArrayList<>();
        content.forEach(row -> rows.add(row.stream().map(StateTable::cell).toList()));
        if (rows.isEmpty()) {
            var none = new ArrayList<>(java.util.Collections.nCopies(header.size(), ""));
            none.set(0, "(none)");
            rows.add(none);
        }
        int[] widths = widths(header, rows);
        var table = new StringBuilder();
        String rule = rule(widths);
        table.append(rule).append(row(header, widths)).append(rule);
        rows.forEach(row -> table.append(row(row, widths)));
        return table.append(rule).toString().stripTrailing();
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static int[] widths(List<String> header, List<List<String>> rows) {
        var widths = new int[header.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = header.get(column).length();
            for (var row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String rule(int[] widths) {
        var rule = new StringBuilder("+");
        for (int width : widths) {
            rule.append("-".repeat(width + 2)).append('+');
        }
        return rule.append('\n').toString();
    }

    private static String row(List<String> cells, int[] widths) {
        var row = new StringBuilder("|");
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            row.append(' ')
                    .append(cell)
                    .append(" ".repeat(widths[column] - cell.length()))
                    .append(" |");
        }
        return row.append('\n').toString();
    }

    /** One line, not endless; the end of an id tells more than its beginning. */
    private static String cell(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= WIDEST ? line : "…" + line.substring(line.length() - WIDEST + 1);
    }
}
