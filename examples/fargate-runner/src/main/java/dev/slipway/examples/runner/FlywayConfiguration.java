package dev.slipway.examples.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.migration.CredentialException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;

/**
 * Flyway's own settings, by its names and in its order: the command line wins over the environment, which wins over
 * configuration files. What is not served is refused by name.
 */
final class FlywayConfiguration implements OwnSettings {
    /** Begins a reference where Flyway's own values may look like one: {@code classpath:db/migration}. */
    private static final Pattern REFERENCE = Pattern.compile("(secretsmanager|file|env|value|ssm|kms):.*");

    private final Settings settings;
    private final Checks checks;
    private final References references;
    private final Map<FlywaySetting, GivenValue> values = new EnumMap<>(FlywaySetting.class);
    private final Map<String, GivenValue> placeholders = new TreeMap<>();
    private final Map<String, GivenValue> jdbcProperties = new TreeMap<>();

    private FlywayConfiguration(Settings settings, Checks checks, References references) {
        this.settings = settings;
        this.checks = checks;
        this.references = references;
    }

    /** Reads them, configuration files too. */
    static FlywayConfiguration read(Settings settings, Checks checks, References references, FlywayFiles files) {
        var configuration = new FlywayConfiguration(settings, checks, references);
        configuration.readFiles(files);
        configuration.readEnvironment();
        configuration.check();
        return configuration;
    }

    /** None, for the other engine: what was given is refused. */
    static FlywayConfiguration refuse(Settings settings, Checks checks, References references) {
        settings.flyway()
                .keySet()
                .forEach(where -> checks.add(where + ": a setting of Flyway's, but ENGINE is liquibase"));
        return new FlywayConfiguration(settings, checks, references);
    }

    Optional<GivenValue> value(FlywaySetting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** Placeholders of configuration files, by names in upper case. */
    Map<String, GivenValue> placeholders() {
        return placeholders;
    }

    @Override
    public Optional<GivenValue> url() {
        return value(FlywaySetting.URL);
    }

    @Override
    public Optional<GivenValue> user() {
        return value(FlywaySetting.USER);
    }

    @Override
    public Optional<GivenValue> password() {
        return value(FlywaySetting.PASSWORD);
    }

    @Override
    public String userName() {
        return "FLYWAY_USER";
    }

    @Override
    public String passwordName() {
        return "FLYWAY_PASSWORD";
    }

    @Override
    public Map<String, GivenValue> jdbcProperties() {
        return jdbcProperties;
    }

    @Override
    public boolean mayLackUser() {
        return false;
    }

    /** What the engine takes, by Flyway's own names, references read. */
    Map<String, String> handedOn() {
        var properties = new HashMap<String, String>();
        values.forEach((setting, value) -> {
            if (setting.isHandedOn()) {
                String text = value.read(references);
                if (value.isSecret()) {
                    complaint(setting, text).ifPresent(complaint -> {
                        throw new CredentialException(
                                value.where() + ": what it refers to is no value that Flyway takes");
                    });
                }
                properties.put(setting.property(), text);
            }
        });
        return properties;
    }

    private void readFiles(FlywayFiles files) {
        List<Path> paths = chosen(FlywaySetting.CONFIG_FILES)
                .map(text -> Directories.split(text).stream().map(Path::of).toList())
                .orElseGet(files::found);
        if (paths.stream().map(FlywayFiles::isToml).distinct().count() > 1) {
            checks.add("FLYWAY_CONFIG_FILES: '" + paths.get(0) + "' and '" + paths.get(paths.size() - 1)
                    + "': give .conf files or .toml files, not both");
        }
        var where = new HashMap<String, Path>();
        var all = new LinkedHashMap<String, String>();
        Charset encoding = paths.isEmpty() ? UTF_8 : fileEncoding();
        for (Path path : paths) {
            Map<String, String> of = checks.attempt(
                    "FLYWAY_CONFIG_FILES", () -> FlywayFiles.read(path, encoding, settings.environment()));
            if (of != null) {
                all.putAll(of);
                of.keySet().forEach(name -> where.put(name, path));
            }
        }
        String environment = environment(all);
        String chosen = "environments." + environment + ".";
        if (!environment.equals("default") && all.keySet().stream().noneMatch(name -> name.startsWith(chosen))) {
            checks.add("FLYWAY_ENVIRONMENT: there is no environment '" + environment + "' in a configuration file"
                    + environments(all));
        }
        all.forEach((name, text) -> {
            if (name.startsWith("flyway.")) {
                take(name.substring("flyway.".length()), text, name + " in '" + where.get(name) + "'");
            } else if (!name.startsWith("environments.") && !isOfOtherProgram(name)) {
                checks.add(
                        name + " in '" + where.get(name) + "': " + FlywayRefusals.reason(FlywaySetting.normal(name)));
            }
        });
        all.forEach((name, text) -> {
            if (name.startsWith(chosen)) {
                String rest = name.substring(chosen.length());
                take(
                        rest.startsWith("flyway.") ? rest.substring("flyway.".length()) : rest,
                        text,
                        name + " in '" + where.get(name) + "'");
            }
        });
    }

    private String environment(Map<String, String> all) {
        return chosen(FlywaySetting.ENVIRONMENT).orElse(all.getOrDefault("flyway.environment", "default"));
    }

    private static String environments(Map<String, String> all) {
        String names = all.keySet().stream()
                .filter(name -> name.startsWith("environments."))
                .map(name -> name.split("\\.")[1])
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? ": leave it out" : ": there are " + names;
    }

    /** What Flyway Desktop keeps in the same file, which Flyway itself passes over, too. */
    private static boolean isOfOtherProgram(String name) {
        return List.of("id", "name", "databaseType").contains(name) || name.startsWith("flywayDesktop.");
    }

    private Charset fileEncoding() {
        Charset encoding = checks.attempt(
                "FLYWAY_CONFIG_FILE_ENCODING",
                () -> chosen(FlywaySetting.CONFIG_FILE_ENCODING)
                        .map(FlywayConfiguration::charset)
                        .orElse(UTF_8));
        return encoding == null ? UTF_8 : encoding;
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("there is no encoding '" + name + "'");
        }
    }

    /** A setting that has to be known before files are read. */
    private Optional<String> chosen(FlywaySetting wanted) {
        String found = null;
        for (var entry : settings.flyway().entrySet()) {
            if (FlywaySetting.normal(Settings.flywayName(entry.getKey())).equals(FlywaySetting.normal(wanted.name()))) {
                found = entry.getValue();
            }
        }
        if (found != null && REFERENCE.matcher(found).matches()) {
            checks.add("FLYWAY_" + wanted + ": it names a place, which no reference does: give it as it is");
            return Optional.empty();
        }
        return Optional.ofNullable(found).filter(text -> !text.isBlank());
    }

    private void readEnvironment() {
        settings.flyway().forEach((where, text) -> take(Settings.flywayName(where), text, where));
    }

    private void take(String name, String text, String where) {
        if (text.isBlank()) {
            return;
        }
        if (name.startsWith("placeholders.")) {
            put(placeholders, name.substring("placeholders.".length()).toUpperCase(Locale.ROOT), text, where);
        } else if (name.startsWith("jdbcProperties.")) {
            put(jdbcProperties, name.substring("jdbcProperties.".length()), text, where);
        } else if (name.startsWith("JDBC_PROPERTIES_")) {
            put(jdbcProperties, name.substring("JDBC_PROPERTIES_".length()).toLowerCase(Locale.ROOT), text, where);
        } else {
            String normal = FlywaySetting.normal(name);
            FlywaySetting.of(normal)
                    .ifPresentOrElse(
                            setting -> put(values, setting, text, where),
                            () -> checks.add(where + ": " + FlywayRefusals.reason(normal)));
        }
    }

    private <K> void put(Map<K, GivenValue> into, K key, String text, String where) {
        if (FlywayFiles.asksResolver(text)) {
            checks.add(where + ": Flyway's resolvers are not served: give a reference, one of "
                    + Reference.SCHEMES_IN_WORDS);
            return;
        }
        boolean plain =
                key == FlywaySetting.LOCATIONS && !REFERENCE.matcher(text).matches();
        Reference reference = checks.attempt(
                where,
                () -> plain ? new Reference(Reference.Scheme.PLAIN, text.strip()) : Reference.parse(text.strip()));
        if (reference != null && checks.attempt(where, () -> references.secret(reference)) != null) {
            into.put(key, new GivenValue(where, reference));
        }
    }

    private void check() {
        values.forEach((setting, value) -> {
            if (setting.isHandedOn() && !value.isSecret()) {
                complaint(setting, value.reference().text())
                        .ifPresent(complaint -> checks.add(value.where() + ": " + complaint));
            }
        });
    }

    /** What Flyway itself says about a value. */
    private static Optional<String> complaint(FlywaySetting setting, String text) {
        try {
            var configuration = Flyway.configure().configuration(Map.of(setting.property(), text));
            configuration.getTarget();
            configuration.getBaselineVersion();
            configuration.getIgnoreMigrationPatterns();
            return Optional.empty();
        } catch (RuntimeException failure) {
            return Optional.of("Flyway refuses the value: "
                    + String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        }
    }
}
