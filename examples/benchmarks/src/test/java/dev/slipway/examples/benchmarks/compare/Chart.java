package dev.slipway.examples.benchmarks.compare;

import dev.slipway.examples.benchmarks.compare.Results.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Draws wall times at a quarter of a CPU as bars, on a ground of its own, so that it can be read on any page. */
final class Chart {
    private static final int WIDTH = 800;
    private static final int LEFT = 330;
    private static final int RIGHT = 150;
    private static final int BAR = 18;
    private static final int STEP = 28;
    private static final int HEAD = 84;
    private static final String OURS = "#0b6bcb";
    private static final String OTHERS = "#8c959f";

    private final Map<String, Map<Who, Samples>> groups = new LinkedHashMap<>();
    private final StringBuilder svg = new StringBuilder();

    Chart(Results results) {
        add("Flyway from Git, secrets from AWS, first run", results.table(Limit.Q25, Case.PLAIN_FIRST, Job.FROM_GIT));
        add("The same, nothing pending", results.table(Limit.Q25, Case.PLAIN_AGAIN, Job.FROM_GIT));
        add("The same, first run, TLS to secrets and database", results.table(Limit.Q25, Case.TLS_FIRST, Job.FROM_GIT));
        add("Liquibase, mounted directory, first run", results.table(Limit.Q25, Case.PLAIN_FIRST, Job.MOUNTED));
    }

    private void add(String title, Map<Who, Samples> table) {
        if (!table.isEmpty()) {
            groups.put(title, table);
        }
    }

    /** Whether there is nothing to draw. */
    boolean isEmpty() {
        return groups.isEmpty();
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, draw());
    }

    private String draw() {
        double longest = groups.values().stream()
                .flatMap(table -> table.values().stream())
                .mapToDouble(samples -> samples.most(Sample::wall))
                .max()
                .orElse(1);
        int runs = groups.values().stream()
                .flatMap(table -> table.values().stream())
                .mapToInt(Samples::size)
                .min()
                .orElse(0);
        int bars = groups.values().stream().mapToInt(Map::size).sum();
        int height = HEAD + groups.size() * (STEP + 12) + bars * STEP;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"14\">",
                WIDTH, height, WIDTH, height);
        add("<title>Seconds for one migration task at 0.25 CPU and 512 MB</title>");
        add("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#ffffff\" stroke=\"#d0d7de\"/>", WIDTH, height);
        text(
                20,
                32,
                "start",
                "font-size=\"18\" font-weight=\"600\" fill=\"#1f2328\"",
                "One migration task at 0.25 CPU and 512 MB");
        text(
                20,
                56,
                "start",
                "fill=\"#59636e\"",
                "Seconds until it has ended, 3 migrations; medians of " + runs
                        + " runs, line: range; in brackets: CPU seconds");
        int y = HEAD;
        for (var group : groups.entrySet()) {
            y += STEP;
            text(20, y - 8, "start", "font-weight=\"600\" fill=\"#1f2328\"", group.getKey());
            for (var bar : group.getValue().entrySet()) {
                bar(y, bar.getKey(), bar.getValue(), (WIDTH - LEFT - RIGHT) / longest);
                y += STEP;
            }
            y += 12;
        }
        add("</svg>");
        return svg.toString();
    }

    private void bar(int y, Who who, Samples samples, double scale) {
        double wall = samples.median(Sample::wall);
        double middle = y + BAR / 2.0;
        text(LEFT - 10, y + 14, "end", "fill=\"#1f2328\"", label(who));
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                LEFT, y, wall * scale, BAR, who.name().startsWith("Slipway") ? OURS : OTHERS);
        double most = samples.most(Sample::wall);
        add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#1f2328\"/>",
                LEFT + samples.least(Sample::wall) * scale, middle, LEFT + most * scale, middle);
        text(
                (int) (LEFT + most * scale) + 8,
                y + 14,
                "start",
                "fill=\"#1f2328\"",
                String.format(Locale.ROOT, "%.1f s (%.2f)", wall, samples.median(Sample::cpu)));
    }

    /** Short enough to stand beside a bar. */
    private static String label(Who who) {
        return switch (who.id()) {
            case "script" -> "AWS CLI, git, Flyway's command line";
            case "image", "liquibase-image" -> "Slipway's image";
            case "jar" -> who.name().replaceFirst(",.* on ", ", ");
            default -> who.name().replaceFirst(",.*", "");
        };
    }

    private void text(int x, int y, String anchor, String style, String text) {
        add(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" %s>%s</text>",
                x, y, anchor, style, text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private void add(String format, Object... arguments) {
        svg.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }
}
