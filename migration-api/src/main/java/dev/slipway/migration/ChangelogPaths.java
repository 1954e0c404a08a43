package dev.slipway.migration;

import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for paths in a changelog. */
final class ChangelogPaths {
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*", Pattern.DOTALL);

    private ChangelogPaths() {}

    /** Why a path is not acceptable, as the end of a sentence that begins with it. */
    static Optional<String> check(String path) {
        if (path.isEmpty()) {
            return Optional.of("is empty");
        }
        if (path.startsWith("/") || DRIVE.matcher(path).matches()) {
            return Optional.of("is absolute");
        }
        if (path.indexOf('\\') >= 0) {
            return Optional.of("holds a backslash: separate directories by '/'");
        }
        if (path.codePoints().anyMatch(ChangelogPaths::isUnprintable)) {
            return Optional.of("holds a control character or half a surrogate pair: rename the file");
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return Optional.of("holds an empty, '.' or '..' segment");
            }
        }
        return Optional.empty();
    }

    /** The path with everything replaced that could break a log line. */
    static String printable(String path) {
        var printable = new StringBuilder();
        path.codePoints().forEach(c -> printable.appendCodePoint(isUnprintable(c) ? '?' : c));
        return printable.toString();
    }

    /** Controls, line and paragraph separators, unpaired surrogates. */
    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
