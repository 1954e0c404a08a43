package dev.slipway.examples.runner;

import dev.slipway.migration.liquibase.LiquibaseEngine;
import dev.slipway.migration.liquibase.RollbackTo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Liquibase's own settings that are served, checked. */
final class LiquibaseConfiguration implements OwnSettings {
    /** A place that is no path: {@code s3://bucket}. */
    private static final Pattern BEHIND_COLON =
            Pattern.compile("(.*,)?\\s*(?!file:)[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private final Checks checks;
    private final References references;
    private final LiquibaseFiles files;
    private final Map<LiquibaseSetting, GivenValue> values = new EnumMap<>(LiquibaseSetting.class);
    private final Map<String, GivenValue> parameters = new TreeMap<>();
    private final Map<String, GivenValue> jdbcProperties = new TreeMap<>();

    private LiquibaseConfiguration(Checks checks, References references, LiquibaseFiles files) {
        this.checks = checks;
        this.references = references;
        this.files = files;
    }

    /** Checks what was given, for a command. */
    static LiquibaseConfiguration read(
            LiquibaseInput input, Command command, Checks checks, References references, LiquibaseFiles files) {
        var configuration = new LiquibaseConfiguration(checks, references, files);
        for (var setting : LiquibaseSetting.values()) {
            input.value(setting).ifPresent(given -> configuration.put(configuration.values, setting, given));
        }
        input.parameters().forEach((name, given) -> configuration.put(configuration.parameters, name, given));
        configuration.readDriverProperties();
        configuration.check(command);
        return configuration;
    }

    /** None, for the other engine: what was given is refused. */
    static LiquibaseConfiguration refuse(Settings settings, Checks checks, References references) {
        LiquibaseInput.variables(settings.environment()).keySet().stream()
                .filter(variable -> !variable.equals("LIQUIBASE_HOME"))
                .forEach(variable -> checks.add(variable + ": a setting of Liquibase's, but ENGINE is flyway"));
        settings.text(Setting.DEFAULTS_FILE)
                .ifPresent(file -> checks.add("DEFAULTS_FILE: a setting of Liquibase's, but ENGINE is flyway"));
        return new LiquibaseConfiguration(checks, references, LiquibaseFiles.none());
    }

    private <K> void put(Map<K, GivenValue> into, K key, LiquibaseInput.Given given) {
        boolean place = key instanceof LiquibaseSetting setting && setting.isPlace();
        String text =
                key == LiquibaseSetting.CHANGELOG_FILE ? given.text().replaceFirst("^classpath:/*", "") : given.text();
        Reference reference = checks.attempt(
                given.where(), () -> place ? new Reference(Reference.Scheme.PLAIN, text) : Reference.parse(text));
        if (reference == null || checks.attempt(given.where(), () -> references.secret(reference)) == null) {
            return;
        }
        if (key == LiquibaseSetting.PASSWORD && !reference.scheme().isSecret()) {
            // From here on it is masked, before anybody connects.
            references.secret(reference).get();
        }
        into.put(key, new GivenValue(given.where(), reference));
    }

    /** The driver's own properties, read once, now. */
    private void readDriverProperties() {
        value(LiquibaseSetting.DRIVER_PROPERTIES_FILE).ifPresent(file -> {
            Path path = files.resolve(file.reference().text());
            Map<String, String> read = checks.attempt(file.where(), () -> LiquibaseFiles.read(path));
            if (read != null) {
                read.forEach((name, text) ->
                        put(jdbcProperties, name, new LiquibaseInput.Given(name + " in '" + path + "'", text, 0)));
            }
        });
    }

    private void check(Command command) {
        command.argument().ifPresent(argument -> {
            if (value(argument).isEmpty()) {
                checks.add(argument.variable() + ": missing: " + command.word() + " needs it (or give "
                        + argument.option() + ")");
            }
        });
        value(LiquibaseSetting.SEARCH_PATH)
                .filter(value -> BEHIND_COLON.matcher(value.reference().text()).matches())
                .ifPresent(value -> {
                    checks.add(value.where() + ": buckets and other places behind a colon are not served: give"
                            + " directories, or a Git repository");
                    values.remove(LiquibaseSetting.SEARCH_PATH);
                });
        plain(LiquibaseSetting.COUNT).ifPresent(text -> attempt(LiquibaseSetting.COUNT, () -> number(text)));
        plain(LiquibaseSetting.DATE).ifPresent(text -> attempt(LiquibaseSetting.DATE, () -> Dates.parse(text)));
        plain(LiquibaseSetting.CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES)
                .ifPresent(text -> attempt(LiquibaseSetting.CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES, () -> minutes(text)));
        if (command.needsChangelog() && value(LiquibaseSetting.CHANGELOG_FILE).isEmpty()) {
            checks.add(LiquibaseSetting.CHANGELOG_FILE.variable()
                    + ": missing: the root changelog, relative to its directory");
        }
    }

    private void attempt(LiquibaseSetting setting, java.util.function.Supplier<?> value) {
        checks.attempt(value(setting).orElseThrow().where(), value);
    }

    private Optional<String> plain(LiquibaseSetting setting) {
        return value(setting)
                .filter(value -> !value.isSecret())
                .map(value -> value.reference().text());
    }

    Optional<GivenValue> value(LiquibaseSetting setting) {
        return Optional.ofNullable(values.get(setting));
    }

    /** The names of Liquibase's own tables, where they are given. Reads references. */
    Stream<String> tables() {
        return Stream.of(
                        LiquibaseSetting.DATABASE_CHANGELOG_TABLE_NAME,
                        LiquibaseSetting.DATABASE_CHANGELOG_LOCK_TABLE_NAME)
                .flatMap(setting -> read(setting, text -> text).stream());
    }

    /** What a command needs to be told; it was checked to be there. Reads references. */
    String argument(LiquibaseSetting setting) {
        return read(setting, text -> text).orElseThrow();
    }

    /** How far a rollback goes back. Reads references. */
    RollbackTo target(Command command) {
        LiquibaseSetting argument = command.argument().orElseThrow();
        return read(argument, text -> switch (argument) {
                    case COUNT -> RollbackTo.count(number(text));
                    case DATE -> RollbackTo.date(Dates.parse(text));
                    default -> RollbackTo.tag(text);
                })
                .orElseThrow();
    }

    /** How long to wait for another run. Reads references. */
    Optional<Duration> lockWait() {
        return read(LiquibaseSetting.CHANGELOG_LOCK_WAIT_TIME_IN_MINUTES, LiquibaseConfiguration::minutes);
    }

    /** Parameters of properties files and of {@code -D}, by names in upper case. */
    Map<String, GivenValue> parameters() {
        return parameters;
    }

    /**
     * An engine with what was given. Reads references.
     *
     * @param directories where the files are mounted; none if they are of a repository
     */
    LiquibaseEngine.Builder engine(Command command, List<Path> directories) {
        var engine = LiquibaseEngine.builder(changelogFile(directories).orElse("none"));
        read(LiquibaseSetting.CONTEXT_FILTER, LiquibaseConfiguration::list).ifPresent(engine::contexts);
        read(LiquibaseSetting.LABEL_FILTER, text -> text).ifPresent(engine::labels);
        read(LiquibaseSetting.DEFAULT_SCHEMA_NAME, text -> text).ifPresent(engine::defaultSchema);
        read(LiquibaseSetting.LIQUIBASE_SCHEMA_NAME, text -> text).ifPresent(engine::liquibaseSchema);
        read(LiquibaseSetting.DATABASE_CHANGELOG_TABLE_NAME, text -> text).ifPresent(engine::historyTable);
        read(LiquibaseSetting.DATABASE_CHANGELOG_LOCK_TABLE_NAME, text -> text).ifPresent(engine::lockTable);
        Command deed = command.deed();
        if (deed == Command.MIGRATE || deed == Command.DRY_RUN || deed == Command.CHANGELOG_SYNC) {
            command.argument().ifPresent(argument -> {
                if (argument == LiquibaseSetting.COUNT) {
                    engine.atMost(read(argument, LiquibaseConfiguration::number).orElseThrow());
                } else {
                    engine.upToTag(argument(argument));
                }
            });
        }
        return engine;
    }

    /**
     * The root changelog, relative to its directory. Reads references.
     *
     * @throws UsageException if it is elsewhere
     */
    Optional<String> changelogFile(List<Path> directories) {
        return read(LiquibaseSetting.CHANGELOG_FILE, text -> relative(text, directories));
    }

    private String relative(String text, List<Path> directories) {
        Path file = Path.of(text).normalize();
        if (!file.isAbsolute()) {
            return slashes(file);
        }
        return java.util.stream.Stream.concat(
                        directories.stream()
                                .map(directory -> directory.toAbsolutePath().normalize()),
                        java.util.stream.Stream.of(files.changelog()))
                .filter(file::startsWith)
                .map(directory -> slashes(directory.relativize(file)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not in "
                        + (directories.isEmpty() ? "the repository" : "'" + directories.get(0) + "'")
                        + ": give a path that is relative to the changelog's directory"));
    }

    private static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static String[] list(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).toArray(String[]::new);
    }

    private static int number(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("'" + text + "' is no number from 1 on");
        }
        return Integer.parseInt(text);
    }

    private static Duration minutes(String text) {
        if (!text.matches("\\d{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of minutes");
        }
        return Duration.ofMinutes(Integer.parseInt(text));
    }

    /** A value, made of what was given or of what that refers to. */
    private <T> Optional<T> read(LiquibaseSetting setting, java.util.function.Function<String, T> made) {
        @Nullable GivenValue value = values.get(setting);
        if (value == null) {
            return Optional.empty();
        }
        String text = value.read(references);
        try {
            return Optional.of(made.apply(text));
        } catch (IllegalArgumentException refused) {
            throw new UsageException(List.of(value.where() + ": "
                    + (value.isSecret() ? "what it refers to cannot be used" : refused.getMessage())));
        }
    }

    @Override
    public Optional<GivenValue> url() {
        return value(LiquibaseSetting.URL);
    }

    @Override
    public Optional<GivenValue> user() {
        return value(LiquibaseSetting.USERNAME);
    }

    @Override
    public Optional<GivenValue> password() {
        return value(LiquibaseSetting.PASSWORD);
    }

    @Override
    public String userName() {
        return LiquibaseSetting.USERNAME.variable();
    }

    @Override
    public String passwordName() {
        return LiquibaseSetting.PASSWORD.variable();
    }

    @Override
    public Map<String, GivenValue> jdbcProperties() {
        return jdbcProperties;
    }

    @Override
    public boolean mayLackUser() {
        return url().isPresent();
    }
}
