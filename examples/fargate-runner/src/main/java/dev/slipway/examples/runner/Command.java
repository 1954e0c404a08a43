package dev.slipway.examples.runner;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the runner is asked to do. */
enum Command {
    MIGRATE(Of.BOTH, "migrates"),
    PLAN(Of.BOTH, "prints the state and what would run"),
    INFO(Of.BOTH, "the same as plan"),
    DRY_RUN(Of.BOTH, "prints the SQL that would run"),
    VALIDATE(Of.BOTH, "says whether a migration would be rejected"),
    BASELINE(Of.FLYWAY, "marks a database without history as standing at a version"),
    REPAIR(Of.FLYWAY, "mends its history"),
    UPDATE(Of.LIQUIBASE, "the same as migrate", MIGRATE),
    STATUS(Of.LIQUIBASE, "the same as plan", PLAN),
    UPDATE_SQL(Of.LIQUIBASE, "the same as dry-run", DRY_RUN),
    UPDATE_COUNT(Of.LIQUIBASE, "migrates `COUNT` change sets", MIGRATE, LiquibaseSetting.COUNT),
    UPDATE_COUNT_SQL(Of.LIQUIBASE, "its dry run", DRY_RUN, LiquibaseSetting.COUNT),
    UPDATE_TO_TAG(Of.LIQUIBASE, "migrates to the change set that sets `TAG`", MIGRATE, LiquibaseSetting.TAG),
    UPDATE_TO_TAG_SQL(Of.LIQUIBASE, "its dry run", DRY_RUN, LiquibaseSetting.TAG),
    HISTORY(Of.LIQUIBASE, "prints the rows of the history"),
    ROLLBACK(Of.LIQUIBASE, "undoes what came after `TAG`", null, LiquibaseSetting.TAG),
    ROLLBACK_SQL(Of.LIQUIBASE, "prints the SQL of it", null, LiquibaseSetting.TAG),
    ROLLBACK_COUNT(Of.LIQUIBASE, "undoes the newest `COUNT` change sets", ROLLBACK, LiquibaseSetting.COUNT),
    ROLLBACK_COUNT_SQL(Of.LIQUIBASE, "prints the SQL of it", ROLLBACK_SQL, LiquibaseSetting.COUNT),
    ROLLBACK_TO_DATE(Of.LIQUIBASE, "undoes what came after `DATE`", ROLLBACK, LiquibaseSetting.DATE),
    ROLLBACK_TO_DATE_SQL(Of.LIQUIBASE, "prints the SQL of it", ROLLBACK_SQL, LiquibaseSetting.DATE),
    TAG(Of.LIQUIBASE, "writes `TAG` to the newest row of the history", null, LiquibaseSetting.TAG),
    CHANGELOG_SYNC(Of.LIQUIBASE, "writes into the history what is pending, without running it"),
    CHANGELOG_SYNC_TO_TAG(Of.LIQUIBASE, "the same up to `TAG`", CHANGELOG_SYNC, LiquibaseSetting.TAG),
    CLEAR_CHECKSUMS(Of.LIQUIBASE, "empties the checksums of the history"),
    LIST_LOCKS(Of.LIQUIBASE, "prints who holds Liquibase's lock"),
    RELEASE_LOCKS(Of.LIQUIBASE, "clears Liquibase's lock");

    private enum Of {
        BOTH,
        FLYWAY,
        LIQUIBASE
    }

    private static final List<String> OF_LIQUIBASES_PAID_EDITIONS = List.of(
            "ROLLBACKONECHANGESET",
            "ROLLBACKONECHANGESETSQL",
            "ROLLBACKONEUPDATE",
            "ROLLBACKONEUPDATESQL",
            "UPDATEONECHANGESET",
            "UPDATEONECHANGESETSQL",
            "FLOW",
            "CHECKS",
            "POLICY",
            "CONNECT",
            "SETCONTEXTS",
            "SETLABELS",
            "DBCLHISTORY",
            "DATA",
            "DRIFT");

    private static final List<String> OF_LIQUIBASE = List.of(
            "CALCULATECHECKSUM",
            "CHANGELOGSYNCSQL",
            "CHANGELOGSYNCTOTAGSQL",
            "DBDOC",
            "DIFF",
            "DIFFCHANGELOG",
            "DROPALL",
            "EXECUTESQL",
            "FUTUREROLLBACKSQL",
            "FUTUREROLLBACKCOUNTSQL",
            "FUTUREROLLBACKFROMTAGSQL",
            "GENERATECHANGELOG",
            "INIT",
            "LPM",
            "MARKNEXTCHANGESETRAN",
            "MARKNEXTCHANGESETRANSQL",
            "SNAPSHOT",
            "SNAPSHOTREFERENCE",
            "TAGEXISTS",
            "UNEXPECTEDCHANGESETS",
            "UPDATETESTINGROLLBACK");

    private final Of engine;
    private final String meaning;
    private final @Nullable Command same;
    private final Optional<LiquibaseSetting> argument;

    Command(Of engine, String meaning) {
        this(engine, meaning, null);
    }

    Command(Of engine, String meaning, @Nullable Command same) {
        this.engine = engine;
        this.meaning = meaning;
        this.same = same;
        this.argument = Optional.empty();
    }

    Command(Of engine, String meaning, @Nullable Command same, LiquibaseSetting argument) {
        this.engine = engine;
        this.meaning = meaning;
        this.same = same;
        this.argument = Optional.of(argument);
    }

    /** {@code dry-run}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is done, apart from where it ends. */
    Command deed() {
        return same == null ? this : same;
    }

    /** What has to be given with it. */
    Optional<LiquibaseSetting> argument() {
        return argument;
    }

    /** Whether it reads the files, and not the database alone. */
    boolean needsChangelog() {
        return this != HISTORY && this != TAG && this != CLEAR_CHECKSUMS && this != LIST_LOCKS && this != RELEASE_LOCKS;
    }

    /** Its normal name in Liquibase, by which settings for one command are told. */
    String nameInLiquibase() {
        Command named =
                this == MIGRATE ? UPDATE : this == PLAN || this == INFO ? STATUS : this == DRY_RUN ? UPDATE_SQL : this;
        return LiquibaseSetting.normal(named.name());
    }

    /** Whether the engine has it. */
    boolean isServedBy(boolean liquibase) {
        return engine == Of.BOTH || liquibase == (engine == Of.LIQUIBASE);
    }

    /** The command of a word, which may be written as Liquibase does, too: {@code updateSQL}. */
    static Optional<Command> of(String word) {
        String normal = LiquibaseSetting.normal(word);
        return Arrays.stream(values())
                .filter(command -> LiquibaseSetting.normal(command.name()).equals(normal)
                        || (command == UPDATE_SQL && normal.equals("MIGRATESQL")))
                .findFirst();
    }

    /** Whether Liquibase has the command, served or not. */
    static boolean isOfLiquibase(String word) {
        return of(word).filter(command -> command.isServedBy(true)).isPresent()
                || OF_LIQUIBASE.contains(LiquibaseSetting.normal(word))
                || isPaid(word);
    }

    /** The normal names of the commands that a setting of Liquibase's may be for, the longest first. */
    static List<String> namesInLiquibase() {
        return java.util.stream.Stream.of(
                        Arrays.stream(values())
                                .filter(command -> command.isServedBy(true))
                                .map(command -> LiquibaseSetting.normal(command.name())),
                        OF_LIQUIBASE.stream(),
                        OF_LIQUIBASES_PAID_EDITIONS.stream(),
                        java.util.stream.Stream.of("MIGRATESQL"))
                .flatMap(names -> names)
                .sorted(java.util.Comparator.comparing(String::length).reversed())
                .toList();
    }

    private static boolean isPaid(String word) {
        return OF_LIQUIBASES_PAID_EDITIONS.contains(LiquibaseSetting.normal(word));
    }

    /** Why a word is no command for an engine. */
    static String refusal(String word, boolean liquibase) {
        Optional<Command> known = of(word);
        if (known.isPresent()) {
            return "'" + word + "' is " + (liquibase ? "Flyway's" : "Liquibase's") + ", but ENGINE is "
                    + (liquibase ? "liquibase" : "flyway");
        }
        String what = !liquibase
                ? "none of "
                : isPaid(word)
                        ? "a command of Liquibase's paid editions (Pro, Secure), which are not served: give one of "
                        : isOfLiquibase(word)
                                ? "a command of Liquibase's that is not served: give one of "
                                : "none of ";
        return "'" + word + "' is " + what + list(liquibase);
    }

    private static String list(boolean liquibase) {
        return Arrays.stream(values())
                .filter(command -> command.isServedBy(liquibase))
                .map(Command::word)
                .collect(Collectors.joining(", "));
    }

    /** All of them with their meanings, in Markdown. */
    static String help() {
        return help(Of.BOTH) + ". Flyway's: " + help(Of.FLYWAY) + ". Liquibase's: " + help(Of.LIQUIBASE);
    }

    private static String help(Of engine) {
        return Arrays.stream(values())
                .filter(command -> command.engine == engine)
                .map(command -> "`" + command.word() + "` " + command.meaning)
                .collect(Collectors.joining("; "));
    }
}
