package dev.slipway.examples.runner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A picture of where samples were taken: callers above, what they call below, as wide as there are samples. */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 15;
    private static final int TOP = 46;
    /** What is narrower is left out. */
    private static final double NARROWEST = 3;

    private static final double LETTER = 6.3;

    /** By the beginning of a frame's name; the first one that fits counts. */
    private static final Map<String, String> COLOURS = new LinkedHashMap<>();

    static {
        COLOURS.put("dev/slipway", "#e8a33d");
        COLOURS.put("software/amazon", "#f7d774");
        COLOURS.put("org/apache/sshd", "#9fc5e8");
        COLOURS.put("org/eclipse/jgit", "#b4a7d6");
        COLOURS.put("org/flywaydb", "#e06666");
        COLOURS.put("liquibase", "#e06666");
        COLOURS.put("org/postgresql", "#8fce8f");
        COLOURS.put("java", "#d9d9d9");
        COLOURS.put("jdk", "#d9d9d9");
        COLOURS.put("sun", "#d9d9d9");
        COLOURS.put("com/sun", "#d9d9d9");
    }

    private static final String OTHER_JAVA = "#f4cccc";
    private static final String NATIVE = "#c9b8a8";

    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> callees = new TreeMap<>();
        private long samples;
    }

    /** Adds lines of async-profiler's collapsed form: frames, separated by semicolons, a space, a number. */
    void add(String collapsed) {
        collapsed.lines().forEach(line -> {
            int space = line.lastIndexOf(' ');
            long samples = Long.parseLong(line.substring(space + 1));
            Node node = root;
            node.samples += samples;
            for (String frame : line.substring(0, space).split(";")) {
                node = node.callees.computeIfAbsent(frame, name -> new Node());
                node.samples += samples;
            }
        });
    }

    /** The picture, as SVG. */
    String svg(String title) {
        var frames = new StringBuilder();
        int depth = draw(root, 0, 0, frames);
        int height = TOP + (depth + 1) * ROW;
        return """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="monospace" font-size="10">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="4" y="15" font-size="13">%s</text>
                %s%s</svg>
                """.formatted(WIDTH, height, WIDTH, height, escape(title), legend(), frames);
    }

    private static String legend() {
        var legend = new StringBuilder();
        int x = 4;
        for (var entry : Map.of(
                        "1 runner", "dev/slipway",
                        "2 AWS SDK", "software/amazon",
                        "3 SSH", "org/apache/sshd",
                        "4 JGit", "org/eclipse/jgit",
                        "5 engine", "org/flywaydb",
                        "6 driver", "org/postgresql",
                        "7 JDK", "java")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            x = legendEntry(
                    legend, x, COLOURS.get(entry.getValue()), entry.getKey().substring(2));
        }
        x = legendEntry(legend, x, OTHER_JAVA, "other Java");
        legendEntry(legend, x, NATIVE, "JVM and kernel");
        return legend.toString();
    }

    private static int legendEntry(StringBuilder legend, int x, String colour, String name) {
        legend.append(
                "<rect x=\"%d\" y=\"24\" width=\"10\" height=\"10\" fill=\"%s\"/><text x=\"%d\" y=\"33\">%s</text>\n"
                        .formatted(x, colour, x + 14, name));
        return x + 30 + (int) (LETTER * name.length());
    }

    /** Returns the number of the lowest row. */
    private int draw(Node node, double from, int row, StringBuilder out) {
        int lowest = row;
        double x = from;
        for (var callee : node.callees.entrySet()) {
            double width = (double) WIDTH * callee.getValue().samples / root.samples;
            if (width >= NARROWEST) {
                frame(callee.getKey(), callee.getValue().samples, x, width, row, out);
                lowest = Math.max(lowest, draw(callee.getValue(), x, row + 1, out));
            }
            x += width;
        }
        return lowest;
    }

    private void frame(String name, long samples, double x, double width, int row, StringBuilder out) {
        int y = TOP + row * ROW;
        String shown = name.replaceFirst("^.*/(?=[^/]+/[^/]+$)", "");
        int letters = (int) ((width - 3) / LETTER);
        out.append("<g><title>%s %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                .formatted(
                        escape(name),
                        100.0 * samples / root.samples,
                        x,
                        y,
                        Math.max(0.5, width - 0.5),
                        ROW - 1,
                        colour(name)));
        if (letters >= 3) {
            String text = shown.length() <= letters ? shown : shown.substring(0, letters - 1) + "…";
            out.append("<text x=\"%.1f\" y=\"%d\">%s</text>".formatted(x + 2, y + 11, escape(text)));
        }
        out.append("</g>\n");
    }

    private static String colour(String name) {
        return COLOURS.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(name.matches("[\\w$]+(/[\\w$.]+)+.*") ? OTHER_JAVA : NATIVE);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
