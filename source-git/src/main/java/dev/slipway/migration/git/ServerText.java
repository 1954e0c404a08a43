package dev.slipway.migration.git;

import org.jspecify.annotations.Nullable;

/** Makes what a server said fit to stand in a message: one line, printable, short. */
final class ServerText {
    private static final int LONGEST = 200;

    private ServerText() {}

    static String oneLine(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        while (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
