package dev.slipway.examples.runner;

import dev.slipway.migration.ChangelogException;
import dev.slipway.migration.ChangelogSource;
import dev.slipway.migration.Secret;
import dev.slipway.migration.git.GitSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the changelog comes from: a Git repository, or mounted directories. */
final class SourceSettings {
    private static final Pattern SCP_LIKE = Pattern.compile("[^/:]+@[^/:]+:.*");
    private static final Setting[] OF_GIT = {
        Setting.REPOSITORY_OWNER,
        Setting.REPOSITORY_PATH,
        Setting.REPOSITORY_URL,
        Setting.REPOSITORY_REF,
        Setting.REPOSITORY_DIRECTORY,
        Setting.REPOSITORY_DEPLOY_KEY_SECRET,
        Setting.REPOSITORY_DEPLOY_KEY_PASSPHRASE,
        Setting.REPOSITORY_CREDENTIALS,
        Setting.REPOSITORY_SSLROOTCERT,
        Setting.REPOSITORY_KNOWN_HOSTS
    };

    private final Checks checks;
    private final References references;
    private final Optional<GivenValue> locations;
    private final Optional<GivenValue> searchPath;
    private final LiquibaseFiles liquibase;
    private final Path containers;
    private final @Nullable ChangelogSource source;

    private SourceSettings(
            Checks checks,
            References references,
            Optional<GivenValue> locations,
            Optional<GivenValue> searchPath,
            LiquibaseFiles liquibase,
            Path containers) {
        this.checks = checks;
        this.references = references;
        this.locations = locations;
        this.searchPath = searchPath;
        this.liquibase = liquibase;
        this.containers = containers;
        this.source = read();
    }

    static SourceSettings read(Checks checks, References references, FlywayConfiguration flyway, FlywayFiles files) {
        return new SourceSettings(
                checks,
                references,
                flyway.value(FlywaySetting.LOCATIONS),
                Optional.empty(),
                LiquibaseFiles.none(),
                files.sql());
    }

    static SourceSettings read(
            Checks checks, References references, LiquibaseConfiguration liquibase, LiquibaseFiles files) {
        return new SourceSettings(
                checks,
                references,
                Optional.empty(),
                liquibase.value(LiquibaseSetting.SEARCH_PATH),
                files,
                files.changelog());
    }

    private @Nullable ChangelogSource read() {
        if (checks.isGiven(Setting.CHANGELOG_DIRECTORY)) {
            return readDirectories();
        }
        if (locations.isPresent()) {
            return readLocations(locations.get());
        }
        if (searchPath.isPresent() && !isContainers(searchPath.get())) {
            return readSearchPath(searchPath.get());
        }
        return isContainers() ? Directories.mounted(List.of(containers.toString())) : readRepository();
    }

    /** Whether nothing is said and the files are where the engine's own container has them. */
    private boolean isContainers() {
        return checks.given(OF_GIT).isEmpty() && Files.isDirectory(containers);
    }

    /** Whether a search path only says what holds in Liquibase's container anyway. */
    private boolean isContainers(GivenValue path) {
        return liquibase.searched(path.reference().text()).equals(List.of(containers));
    }

    private @Nullable ChangelogSource readSearchPath(GivenValue value) {
        requireNoRepository(value.where());
        return checks.attempt(
                value.where(),
                () -> Directories.searched(liquibase.searched(value.reference().text())));
    }

    /** Where the files are mounted; none if they are of a repository. */
    List<Path> mounted() {
        return checks.text(Setting.CHANGELOG_DIRECTORY)
                .map(text -> Directories.split(text).stream().map(Path::of).toList())
                .or(() -> searchPath
                        .filter(path -> !isContainers(path))
                        .map(path -> liquibase.searched(path.reference().text())))
                .orElse(isContainers() ? List.of(containers) : List.of());
    }

    private @Nullable ChangelogSource readLocations(GivenValue value) {
        requireNoRepository(value.where());
        if (value.isSecret()) {
            return () -> located(value).fetch();
        }
        return checks.attempt(
                value.where(), () -> Directories.located(value.reference().text()));
    }

    private ChangelogSource located(GivenValue value) {
        try {
            return Directories.located(value.read(references));
        } catch (IllegalArgumentException refused) {
            throw new ChangelogException(value.where() + ": what it refers to cannot be used: give 'filesystem:' and a"
                    + " directory, several separated by commas");
        }
    }

    private void requireNoRepository(String where) {
        String alsoGiven = checks.given(OF_GIT);
        if (!alsoGiven.isEmpty()) {
            checks.add(where + ": give it or a repository, not both (" + alsoGiven + ")");
        }
    }

    /** The source; nothing if the settings are wrong. */
    @Nullable
    ChangelogSource source() {
        return source;
    }

    /** What is read, in words. */
    String description() {
        return checks.text(Setting.CHANGELOG_DIRECTORY)
                .or(() -> locations.map(GivenValue::shown))
                .or(() -> searchPath.filter(path -> !isContainers(path)).map(GivenValue::shown))
                .or(() -> isContainers() ? Optional.of(containers.toString()) : Optional.empty())
                .map(directory -> "'" + directory + "'")
                .orElseGet(() -> "'" + reference() + "' of " + repositoryUrl().orElse("?"));
    }

    private @Nullable ChangelogSource readDirectories() {
        requireNoRepository(Setting.CHANGELOG_DIRECTORY.name());
        locations.ifPresent(value -> checks.add(value.where() + ": give it or CHANGELOG_DIRECTORY, not both"));
        searchPath
                .filter(path -> !isContainers(path)
                        && !liquibase.searched(path.reference().text()).equals(mounted()))
                .ifPresent(path -> checks.add(path.where() + ": give it or CHANGELOG_DIRECTORY, not both"));
        return checks.attempt(
                Setting.CHANGELOG_DIRECTORY.name(),
                () -> Directories.mounted(Directories.split(
                        checks.text(Setting.CHANGELOG_DIRECTORY).orElseThrow())));
    }

    private @Nullable ChangelogSource readRepository() {
        Optional<String> url = repositoryUrl();
        if (url.isEmpty()) {
            String others = " of the repository (or give REPOSITORY_URL, or CHANGELOG_DIRECTORY)";
            checks.require(Setting.REPOSITORY_OWNER, "the owner" + others);
            checks.require(Setting.REPOSITORY_PATH, "the name" + others);
        }
        boolean ssh = url.isEmpty()
                || url.get().startsWith("ssh://")
                || SCP_LIKE.matcher(url.get()).matches();
        if (ssh) {
            checks.require(Setting.REPOSITORY_DEPLOY_KEY_SECRET, "the private key, needed for SSH");
        }
        refuseWhatCannotServe(url, ssh);
        var key = checks.reference(
                Setting.REPOSITORY_DEPLOY_KEY_SECRET, SourceSettings::deployKeyReference, references::sshKey);
        var passphrase =
                checks.reference(Setting.REPOSITORY_DEPLOY_KEY_PASSPHRASE, Reference::parse, references::hidden);
        var login = checks.reference(Setting.REPOSITORY_CREDENTIALS, Reference::parse, references::login);
        var authorities =
                checks.reference(Setting.REPOSITORY_SSLROOTCERT, Reference::parsePath, references::unregistered);
        if (url.isEmpty()) {
            return null;
        }
        var builder = checks.attempt(Setting.REPOSITORY_URL.name(), () -> GitSource.builder(url.get()));
        if (builder == null) {
            return null;
        }
        if (ssh) {
            key.map(plain -> passphrase
                            .map(secret -> References.opened(plain, secret))
                            .orElse(plain))
                    .ifPresent(builder::sshKey);
            checks.text(Setting.REPOSITORY_KNOWN_HOSTS)
                    .ifPresent(lines ->
                            checks.attempt(Setting.REPOSITORY_KNOWN_HOSTS.name(), () -> builder.knownHosts(lines)));
        } else {
            login.ifPresent(builder::login);
        }
        checks.attempt(Setting.REPOSITORY_REF.name(), () -> builder.reference(reference()));
        checks.attempt(Setting.REPOSITORY_DIRECTORY.name(), () -> builder.directories(directories()));
        GitSource source = checks.attempt(Setting.REPOSITORY_URL.name(), builder::build);
        return source == null || authorities.isEmpty()
                ? source
                : () -> trusting(source, authorities.get().get()).fetch();
    }

    /** A setting that has no effect is one that somebody relies on. */
    private void refuseWhatCannotServe(Optional<String> url, boolean ssh) {
        if (checks.isGiven(Setting.REPOSITORY_URL)) {
            String alsoGiven = checks.given(Setting.REPOSITORY_OWNER, Setting.REPOSITORY_PATH);
            if (!alsoGiven.isEmpty()) {
                checks.add("REPOSITORY_URL: give it or " + alsoGiven + ", not both");
            }
        }
        boolean http = url.isPresent() && url.get().matches("(?i)https?://.*");
        if (!http) {
            refuse("for https://", Setting.REPOSITORY_CREDENTIALS, Setting.REPOSITORY_SSLROOTCERT);
        }
        if (!ssh) {
            refuse(
                    "for SSH",
                    Setting.REPOSITORY_DEPLOY_KEY_SECRET,
                    Setting.REPOSITORY_DEPLOY_KEY_PASSPHRASE,
                    Setting.REPOSITORY_KNOWN_HOSTS);
        }
    }

    private void refuse(String use, Setting... settings) {
        for (var setting : settings) {
            if (checks.isGiven(setting)) {
                checks.add(setting + ": it is " + use + ", which the URL of the repository is not: leave it out");
            }
        }
    }

    private static ChangelogSource trusting(GitSource source, Secret authorities) {
        try {
            return source.toBuilder().certificateAuthority(authorities.reveal()).build();
        } catch (IllegalArgumentException unreadable) {
            throw new ChangelogException(
                    Setting.REPOSITORY_SSLROOTCERT
                            + ": what it refers to holds no certificates: PEM is needed, from '-----BEGIN CERTIFICATE-----' on");
        }
    }

    private String[] directories() {
        String directory = checks.text(Setting.REPOSITORY_DIRECTORY).orElse("sql");
        return Directories.split(directory).stream()
                .map(each -> each.equals(".") ? "" : each)
                .toArray(String[]::new);
    }

    /** The ARN of a secret is a name of it. */
    private static Reference deployKeyReference(String text) {
        return text.startsWith("arn:") && text.contains(":secretsmanager:")
                ? new Reference(Reference.Scheme.PLAIN, text)
                : Reference.parse(text);
    }

    private String reference() {
        return checks.text(Setting.REPOSITORY_REF).orElse("master");
    }

    private Optional<String> repositoryUrl() {
        Optional<String> url = checks.text(Setting.REPOSITORY_URL);
        if (url.isPresent()) {
            return url;
        }
        return checks.text(Setting.REPOSITORY_OWNER)
                .flatMap(owner -> checks.text(Setting.REPOSITORY_PATH)
                        .map(path -> "git@github.com:" + owner + "/" + path.replaceFirst("\\.git$", "") + ".git"));
    }
}
