package dev.slipway.examples.runner;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Flyway's configuration files, {@code flyway.conf} or {@code flyway.toml}, and where Flyway looks for them.
 *
 * @param installation what is Flyway's own directory in its container: {@code /flyway}
 * @param home of the user
 * @param work the working directory
 */
record FlywayFiles(Path installation, Path home, Path work) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:env\\.)?([A-Za-z0-9_]+)}");
    private static final Pattern RESOLVER = Pattern.compile("\\$\\{([A-Za-z0-9_]+)\\.[^}]*}");
    /** Backslashes that do not continue a line stand for themselves, as Flyway has it. */
    private static final Pattern BACKSLASH = Pattern.compile("\\\\(?!\\R)");

    static FlywayFiles ofThisProcess() {
        return new FlywayFiles(Path.of("/flyway"), Path.of(System.getProperty("user.home")), Path.of(""));
    }

    /** Where the container of Flyway's has its migrations. */
    Path sql() {
        return installation.resolve("sql");
    }

    /** Those that are there, the later winning; where there is TOML, Flyway passes over what is not. */
    List<Path> found() {
        List<Path> toml = found("flyway.toml", "flyway.user.toml");
        return toml.isEmpty() ? found("flyway.conf") : toml;
    }

    private List<Path> found(String... names) {
        return Stream.of(installation.resolve("conf"), home, work)
                .flatMap(directory -> Stream.of(names).map(directory::resolve))
                .filter(Files::isRegularFile)
                .toList();
    }

    /**
     * The settings of a file: values by names with dots, variables of the environment put in.
     *
     * @throws IllegalArgumentException if it cannot be read; the message quotes nothing of it
     */
    static Map<String, String> read(Path file, Charset encoding, Map<String, String> environment) {
        String text;
        try {
            text = Files.readString(file, encoding);
        } catch (IOException failure) {
            throw new IllegalArgumentException("the file '" + file + "' cannot be read ("
                    + failure.getClass().getSimpleName() + "): check that it is there, and its encoding");
        }
        Map<String, String> raw;
        try {
            raw = isToml(file) ? toml(text) : conf(text);
        } catch (IOException | IllegalArgumentException failure) {
            throw new IllegalArgumentException(
                    "the file '" + file + "' is no " + (isToml(file) ? "TOML" : "list of NAME=VALUE") + where(failure));
        }
        var values = new LinkedHashMap<String, String>();
        raw.forEach((name, value) -> values.put(name, expand(value, environment)));
        return values;
    }

    static boolean isToml(Path file) {
        return file.toString().endsWith(".toml");
    }

    /** The line, but not the text: it may be next to a password. */
    private static String where(Exception failure) {
        return failure instanceof com.fasterxml.jackson.core.JacksonException parse && parse.getLocation() != null
                ? ": see line " + parse.getLocation().getLineNr()
                : "";
    }

    private static Map<String, String> conf(String text) throws IOException {
        var properties = new Properties();
        properties.load(new StringReader(BACKSLASH.matcher(text).replaceAll("\\\\\\\\")));
        var values = new TreeMap<String, String>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static Map<String, String> toml(String text) throws IOException {
        var values = new LinkedHashMap<String, String>();
        try (JsonParser parser = new TomlFactory().createParser(text)) {
            parser.nextToken();
            table(parser, "", values);
        }
        return values;
    }

    private static void table(JsonParser parser, String prefix, Map<String, String> values) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            String path = prefix + name;
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                table(parser, path + ".", values);
            } else if (token == JsonToken.START_ARRAY) {
                var items = new ArrayList<String>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (!parser.currentToken().isScalarValue()) {
                        throw new IllegalArgumentException("a list of tables");
                    }
                    items.add(parser.getText());
                }
                values.put(path, String.join(",", items));
            } else {
                values.put(path, parser.getText());
            }
        }
    }

    /** A variable that is not set is empty, as Flyway has it. */
    private static String expand(String value, Map<String, String> environment) {
        return VARIABLE.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(environment.getOrDefault(match.group(1), "")));
    }

    /** Whether one of Flyway's resolvers is asked for, other than that of variables. */
    static boolean asksResolver(String value) {
        return RESOLVER.matcher(value).find();
    }
}
