package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.Changelog;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds how a changelog spells the names in <code>${…}</code>, since environment variables are upper case by custom and
 * cannot hold a dot or hyphen.
 */
final class PlaceholderNames {
    private PlaceholderNames() {}

    /** Values by the names that the changelog uses; one that it does not use keeps its name. */
    static <V> Map<String, V> spell(Map<String, V> byUpperCaseName, Changelog changelog, String prefix, String suffix) {
        if (byUpperCaseName.isEmpty()) {
            return Map.of();
        }
        Set<String> used =
                used(changelog, Pattern.compile(Pattern.quote(prefix) + "\\s*([\\w.-]+?)\\s*" + Pattern.quote(suffix)));
        var spelled = new HashMap<String, V>();
        byUpperCaseName.forEach((name, value) -> {
            var spellings = used.stream()
                    .filter(spelling -> normal(spelling).equals(normal(name)))
                    .toList();
            (spellings.isEmpty() ? java.util.List.of(name) : spellings)
                    .forEach(spelling -> spelled.putIfAbsent(spelling, value));
        });
        // The very name beats one that is alike.
        used.forEach(spelling -> {
            V exact = byUpperCaseName.get(spelling.toUpperCase(Locale.ROOT));
            if (exact != null) {
                spelled.put(spelling, exact);
            }
        });
        return spelled;
    }

    private static Set<String> used(Changelog changelog, Pattern placeholder) {
        var names = new TreeSet<String>();
        for (var file : changelog.files()) {
            var matcher = placeholder.matcher(file.text(UTF_8));
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    /** Alike names: a variable of the environment cannot hold a dot or hyphen. */
    static String normal(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
