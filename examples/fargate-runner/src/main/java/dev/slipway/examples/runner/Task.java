package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.CredentialProvider;
import dev.slipway.migration.DataSources;
import dev.slipway.migration.git.GitSource;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What is to be done, made of valid settings. Making it reads nothing and connects to nothing. */
final class Task {
    private static final Pattern SCP_LIKE = Pattern.compile("[^/:]+@[^/:]+:.*");

    private final Settings settings;
    private final References references;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Reference> placeholders = new LinkedHashMap<>();

    private final Command command;
    private final boolean liquibase;
    private final @Nullable ChangelogSource source;
    private final @Nullable DataSource database;

    private Task(Settings settings, Outputs outputs, References references) {
        this.settings = settings;
        this.references = references;
        problems.addAll(settings.problems());
        problems.addAll(outputs.problems());
        liquibase = isLiquibase();
        command = readCommand();
        source = readSource();
        database = readDatabase();
        if (liquibase) {
            require(Setting.LIQUIBASE_COMMAND_CHANGELOG_FILE, "the root changelog, needed with ENGINE=liquibase");
        }
        readPlaceholders();
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException if any is missing or wrong; it names them all
     */
    static Task of(Settings settings, Outputs outputs, References references) {
        var task = new Task(settings, outputs, references);
        if (!task.problems.isEmpty()) {
            throw new UsageException(task.problems);
        }
        return task;
    }

    Command command() {
        return command;
    }

    boolean isLiquibase() {
        return settings.text(Setting.ENGINE).orElse("flyway").equalsIgnoreCase("liquibase");
    }

    String changelogFile() {
        return settings.text(Setting.LIQUIBASE_COMMAND_CHANGELOG_FILE).orElseThrow();
    }

    ChangelogSource source() {
        return java.util.Objects.requireNonNull(source);
    }

    DataSource database() {
        return java.util.Objects.requireNonNull(database);
    }

    /** Placeholders or parameters, by names in upper case. */
    Map<String, Reference> placeholders() {
        return placeholders;
    }

    /** What is about to happen, in one line. */
    String banner() {
        return "Starting " + command.word() + " from '" + reference() + "' of "
                + repositoryUrl().orElse("?")
                + " for database " + jdbcUrl().orElse("?")
                + settings.text(Setting.REGION)
                        .map(region -> " in AWS region " + region)
                        .orElse("")
                + " with " + (liquibase ? "Liquibase" : "Flyway");
    }

    /** The JDBC URL, which holds no credentials. */
    Optional<String> jdbcUrl() {
        Optional<String> url = settings.text(Setting.DB_URL);
        if (url.isPresent()) {
            return url;
        }
        return settings.text(Setting.DB_HOST)
                .flatMap(host -> settings.text(Setting.DB_NAME).map(name -> postgresUrl(host, name)));
    }

    private String postgresUrl(String host, String name) {
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + bracketed + ":"
                + settings.text(Setting.DB_PORT).orElse("5432") + "/"
                + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String reference() {
        return settings.text(Setting.REPOSITORY_REF).orElse("master");
    }

    private Optional<String> repositoryUrl() {
        Optional<String> url = settings.text(Setting.REPOSITORY_URL);
        if (url.isPresent()) {
            return url;
        }
        return settings.text(Setting.REPOSITORY_OWNER)
                .flatMap(owner -> settings.text(Setting.REPOSITORY_PATH)
                        .map(path -> "git@github.com:" + owner + "/" + path.replaceFirst("\\.git$", "") + ".git"));
    }

    private Command readCommand() {
        String engine = settings.text(Setting.ENGINE).orElse("flyway");
        if (!engine.equalsIgnoreCase("flyway") && !engine.equalsIgnoreCase("liquibase")) {
            problems.add("ENGINE: '" + engine + "' is neither flyway nor liquibase");
        }
        String word = settings.text(Setting.COMMAND).orElse("migrate");
        Optional<Command> known = Command.of(word);
        if (known.isEmpty()) {
            problems.add("COMMAND: '" + word + "' is none of " + Command.list());
        } else if (known.get().isFlywayOnly() && liquibase) {
            problems.add("COMMAND: '" + word + "' is Flyway's, but ENGINE is liquibase");
        }
        return known.orElse(Command.PLAN);
    }

    private @Nullable ChangelogSource readSource() {
        Optional<String> url = repositoryUrl();
        if (url.isEmpty()) {
            require(Setting.REPOSITORY_OWNER, "the owner of the repository (or give REPOSITORY_URL)");
            require(Setting.REPOSITORY_PATH, "the name of the repository (or give REPOSITORY_URL)");
        }
        boolean ssh = url.isEmpty()
                || url.get().startsWith("ssh://")
                || SCP_LIKE.matcher(url.get()).matches();
        if (ssh) {
            require(Setting.REPOSITORY_DEPLOY_KEY_SECRET, "the private key, needed for SSH");
        }
        var key = reference(Setting.REPOSITORY_DEPLOY_KEY_SECRET, Task::deployKeyReference, references::sshKey);
        var login = reference(Setting.REPOSITORY_CREDENTIALS, Reference::parse, references::login);
        return url.map(location -> attempt(Setting.REPOSITORY_URL, () -> {
                    var builder = GitSource.builder(location);
                    if (ssh) {
                        key.ifPresent(builder::sshKey);
                    } else {
                        login.ifPresent(builder::login);
                    }
                    settings.text(Setting.REPOSITORY_KNOWN_HOSTS).ifPresent(builder::knownHosts);
                    String directory =
                            settings.text(Setting.REPOSITORY_DIRECTORY).orElse("sql");
                    return builder.reference(reference())
                            .directory(directory.equals(".") ? "" : directory)
                            .build();
                }))
                .orElse(null);
    }

    /** The ARN of a secret is a name of it. */
    private static Reference deployKeyReference(String text) {
        return text.startsWith("arn:") && text.contains(":secretsmanager:")
                ? new Reference(Reference.Scheme.PLAIN, text)
                : Reference.parse(text);
    }

    private @Nullable DataSource readDatabase() {
        if (settings.text(Setting.DB_URL).isEmpty()) {
            require(Setting.DB_HOST, "the host of the database (or give DB_URL)");
            require(Setting.DB_NAME, "the name of the database (or give DB_URL)");
            settings.text(Setting.DB_PORT).ifPresent(this::checkPort);
            settings.text(Setting.DB_HOST)
                    .filter(host -> host.matches(".*[/@?\\s].*"))
                    .ifPresent(host -> problems.add("DB_HOST: a host name or address is needed, not a URL"));
        }
        require(Setting.DB_CREDENTIALS, "a reference to the database's user name and password");
        var login = reference(Setting.DB_CREDENTIALS, Reference::parse, references::login);
        String wait = settings.text(Setting.DB_WAIT).orElse("60s");
        Optional<Duration> duration = Durations.parse(wait);
        if (duration.isEmpty()) {
            problems.add("DB_WAIT: '" + wait + "' is no duration such as 90s, 3m or 0");
        }
        return jdbcUrl()
                .map(url -> attempt(Setting.DB_URL, () -> {
                    var builder = DataSources.builder(url).waitUpTo(duration.orElse(Duration.ZERO));
                    login.ifPresent(builder::credentials);
                    return builder.build();
                }))
                .orElse(null);
    }

    private void checkPort(String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            problems.add("DB_PORT: '" + port + "' is no port from 1 to 65535");
        }
    }

    private void readPlaceholders() {
        Setting family = liquibase ? Setting.LIQUIBASE_PARAMETER : Setting.FLYWAY_PLACEHOLDERS;
        settings.family(family).forEach((name, text) -> {
            try {
                Reference reference = Reference.parse(text);
                // Refuses at once what could never be read.
                references.secret(reference);
                placeholders.put(name, reference);
            } catch (IllegalArgumentException failure) {
                problems.add(family + "_" + name.toUpperCase(Locale.ROOT) + ": " + failure.getMessage());
            }
        });
    }

    private <C> Optional<CredentialProvider<C>> reference(
            Setting setting, Function<String, Reference> parse, Function<Reference, CredentialProvider<C>> provider) {
        return settings.text(setting).map(text -> attempt(setting, () -> provider.apply(parse.apply(text))));
    }

    private <T> @Nullable T attempt(Setting setting, java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException failure) {
            problems.add(setting + ": " + failure.getMessage());
            return null;
        }
    }

    private void require(Setting setting, String what) {
        if (settings.text(setting).isEmpty()) {
            problems.add(setting + ": missing: " + what);
        }
    }
}
