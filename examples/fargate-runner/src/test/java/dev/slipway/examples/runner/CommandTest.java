package dev.slipway.examples.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands, by the engines' own names, and what they have to be told. */
class CommandTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "ENGINE", "liquibase",
            "CHANGELOG_DIRECTORY", "/changelog",
            "LIQUIBASE_COMMAND_URL", "jdbc:postgresql://db/app",
            "LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelog.xml"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "update, UPDATE",
        "migrate, MIGRATE",
        "status, STATUS",
        "plan, PLAN",
        "update-sql, UPDATE_SQL",
        "updateSQL, UPDATE_SQL",
        "migrateSql, UPDATE_SQL",
        "dry-run, DRY_RUN",
        "validate, VALIDATE",
        "history, HISTORY",
        "changelog-sync, CHANGELOG_SYNC",
        "changelogSync, CHANGELOG_SYNC",
        "clear-checksums, CLEAR_CHECKSUMS",
        "clearCheckSums, CLEAR_CHECKSUMS",
        "list-locks, LIST_LOCKS",
        "listLocks, LIST_LOCKS",
        "release-locks, RELEASE_LOCKS",
        "releaseLocks, RELEASE_LOCKS"
    })
    void aCommandIsAnArgumentAnOptionOrAVariableInLiquibasesSpellings(String word, Command command) {
        assertThat(task(word).command()).isEqualTo(command);
        assertThat(task("--command=" + word).command()).isEqualTo(command);
        assertThat(task("liquibase", word).command()).isEqualTo(command);
        environment.put("COMMAND", word);
        assertThat(task().command()).isEqualTo(command);
    }

    @ParameterizedTest
    @CsvSource({
        "rollback, TAG, v1",
        "rollback-sql, TAG, v1",
        "rollbackSQL, TAG, v1",
        "tag, TAG, v1",
        "update-to-tag, TAG, v1",
        "updateToTagSQL, TAG, v1",
        "changelog-sync-to-tag, TAG, v1",
        "update-count, COUNT, 2",
        "update-count-sql, COUNT, 2",
        "rollback-count, COUNT, 2",
        "rollbackCountSql, COUNT, 2",
        "rollback-to-date, DATE, 2026-05-17",
        "rollback-to-date-sql, DATE, 2026-05-17"
    })
    void whatACommandHasToBeToldFollowsItOrIsAnOptionOrAVariable(String word, LiquibaseSetting argument, String text) {
        String name = argument.name().toLowerCase(java.util.Locale.ROOT);
        assertThat(task(word, text).liquibase().argument(argument)).isEqualTo(text);
        assertThat(task(word, "--" + name + "=" + text).liquibase().argument(argument))
                .isEqualTo(text);
        assertThat(task("--" + name, text, word).liquibase().argument(argument)).isEqualTo(text);
        assertThat(problems(word))
                .containsExactly("LIQUIBASE_COMMAND_" + argument + ": missing: "
                        + Command.of(word).orElseThrow().word() + " needs it (or give --" + name + ")");
        environment.put("LIQUIBASE_COMMAND_" + Command.of(word).orElseThrow() + "_" + argument, text);
        assertThat(task(word).liquibase().argument(argument)).isEqualTo(text);
    }

    @Test
    void aDateMayHaveATimeBehindASpace() {
        assertThat(task("rollback-to-date", "2026-05-17", "10:30:00", "--contexts=a")
                        .liquibase()
                        .argument(LiquibaseSetting.DATE))
                .isEqualTo("2026-05-17 10:30:00");
        assertThat(Dates.parse("2026-05-17T10:30:00Z")).isEqualTo(Instant.parse("2026-05-17T10:30:00Z"));
        assertThat(Dates.parse("2026-05-17 10:30:00+02:00")).isEqualTo(Instant.parse("2026-05-17T08:30:00Z"));
        assertThat(Dates.parse("2026-05-17"))
                .isEqualTo(Dates.parse("2026-05-17 00:00:00"))
                .isEqualTo(Dates.parse("2026-05-17T00:00:00.0"));
        assertThat(problems("rollback-to-date", "yesterday"))
                .singleElement()
                .asString()
                .startsWith("the argument of rollback-to-date: 'yesterday' is no time such as 2026-05-17");
        assertThat(problems("update-count", "none"))
                .containsExactly("the argument of update-count: 'none' is no number from 1 on");
    }

    @Test
    void aCommandThatIsNotServedIsRefusedByNameWithTheListOfThoseThatAre() {
        assertThat(problems("drop-all"))
                .singleElement()
                .asString()
                .startsWith("COMMAND: 'drop-all' is a command of Liquibase's that is not served: give one of migrate,")
                .endsWith("list-locks, release-locks");
        assertThat(problems("rollback-one-changeset", "--changelog-file=a"))
                .singleElement()
                .asString()
                .startsWith(
                        "COMMAND: 'rollback-one-changeset' is a command of Liquibase's paid editions (Pro, Secure),");
        assertThat(problems("checks", "run")).singleElement().asString().contains("paid editions");
        assertThat(problems("init", "project"))
                .singleElement()
                .asString()
                .contains("'init' is a command of Liquibase's");
        assertThat(problems("--command=frobnicate"))
                .singleElement()
                .asString()
                .contains("'frobnicate' is none of migrate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "repair"})
    void commandsOfFlywaysAreRefusedByName(String word) {
        assertThat(problems("--command=" + word))
                .containsExactly("COMMAND: '" + word + "' is Flyway's, but ENGINE is liquibase");
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "rollback", "history", "list-locks"})
    void commandsOfLiquibasesAreRefusedByNameForFlyway(String word) {
        environment.keySet().removeIf(name -> name.startsWith("LIQUIBASE") || name.equals("ENGINE"));
        environment.put("FLYWAY_URL", "jdbc:postgresql://db/app");
        environment.put("FLYWAY_USER", "app");
        assertThat(problems("--command=" + word))
                .containsExactly("COMMAND: '" + word + "' is Liquibase's, but ENGINE is flyway");
    }

    @Test
    void everyCommandOfLiquibasesIsDecidedUpon() {
        var commands = liquibase.Scope.getCurrentScope()
                .getSingleton(liquibase.command.CommandFactory.class)
                .getCommands(false);
        assertThat(commands).hasSizeGreaterThan(40).allMatch(command -> Command.isOfLiquibase(command.getName()[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "list-locks", "release-locks", "clear-checksums"})
    void aCommandThatReadsTheDatabaseOnlyNeedsNoChangelog(String word) {
        environment.remove("CHANGELOG_DIRECTORY");
        environment.remove("LIQUIBASE_COMMAND_CHANGELOG_FILE");
        assertThat(task(word).banner())
                .isEqualTo("Starting " + word + " for database jdbc:postgresql://db/app with Liquibase");
    }

    @Test
    void aWordThatIsNoCommandIsABranch() {
        environment.remove("CHANGELOG_DIRECTORY");
        environment.put("REPOSITORY_URL", "file:/srv/schema.git");
        assertThat(task("develop").banner()).startsWith("Starting migrate from 'develop' of ");
        assertThat(task("liquibase").banner()).startsWith("Starting migrate from 'liquibase' of ");
        assertThat(task("develop", "status", "--verbose", "--url=jdbc:postgresql://db/b")
                        .banner())
                .startsWith("Starting status from 'develop' of ");
        assertThat(task("--verbose", "status", "develop").banner()).startsWith("Starting status from 'develop' of ");
        assertThat(task("--repository-ref", "update").banner()).startsWith("Starting migrate from 'update' of ");
    }

    @Test
    void aCommandGivenTwiceAndAnOptionWithoutAValueAreRefused() {
        assertThat(problems("update", "--command=status"))
                .containsExactly("COMMAND: give it as an argument or by --command, not both");
        assertThat(problems("update", "status"))
                .containsExactly("COMMAND: one is taken, but 'update' and 'status' were given");
        assertThat(problems("update", "--contexts")).containsExactly("VALUE is missing after --contexts");
        assertThat(problems("update", "--contexts", "--labels=a")).containsExactly("VALUE is missing after --contexts");
        assertThat(problems("update", "--frobnicate=hunter2")).containsExactly("unknown option '--frobnicate'");
        assertThat(problems("--liquibase=url")).containsExactly("--liquibase: give it as NAME=VALUE");
    }

    private Task task(String... args) {
        var files = new LiquibaseFiles(directory, directory);
        var settings = Settings.of(Arguments.parse(environment, args), environment, files);
        return Task.of(
                settings,
                Outputs.of(settings),
                new References(environment, Optional.empty(), new KnownSecrets()),
                new FlywayFiles(directory, directory, directory),
                files);
    }

    private List<String> problems(String... args) {
        return catchThrowableOfType(UsageException.class, () -> task(args)).problems();
    }
}
