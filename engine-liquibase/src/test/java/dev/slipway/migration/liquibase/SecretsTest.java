package dev.slipway.migration.liquibase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationRejectedException;
import dev.slipway.migration.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private static final String VALUE = "Zq8-Harbour.Gate_41Lm";

    private static LiquibaseEngine engine(String value) {
        return LiquibaseEngine.builder("a.sql")
                .parameter("password", Secret.of(value))
                .build();
    }

    private static Changelog sql(String body) {
        return Changelog.of(Map.of("a.sql", "--liquibase formatted sql\n" + body));
    }

    @Test
    void aSyntaxErrorBesideASecretTellsTheServersCodeAndNoPieceOfTheSecretInExceptionAndLogs() {
        var changelog = sql("--changeset a:1\ncreate role r1 pasword '${password}';\n");
        try (var logs = new LogCapture("ROOT")) {
            var failure = catchThrowableOfType(
                    MigrationIncompleteException.class,
                    () -> engine(VALUE).migrate(changelog, TestDatabases.postgres()));

            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString())
                    .doesNotContain(VALUE, "Harbour", "Failed SQL")
                    .contains("42601");
            assertThat(failure.failed().orElseThrow().id()).isEqualTo("a.sql::1::a");
            assertThat(logs.lines())
                    .isNotEmpty()
                    .filteredOn(line -> line.contains("liquibase") || line.contains("Change") || line.contains("WARN"))
                    .isNotEmpty();
            assertThat(String.join("\n", logs.lines())).doesNotContain(VALUE, "Harbour");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "back\\slash", "two\nlines", "two\rlines"})
    void aSecretThatWouldEndAnSqlLiteralIsRefused(String value) {
        assertThatThrownBy(() -> engine(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'password'")
                .hasMessageNotContaining(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--changeset a:1 labels:${password}\nselect 1;\n",
                "--changeset a:1 context:${password}\nselect 1;\n",
                "--changeset ${password}:1\nselect 1;\n",
                "--changeset a:${password}\nselect 1;\n"
            })
    void aSecretInWhatLiquibaseWritesIntoItsHistoryIsRefused(String body) {
        DataSource database = TestDatabases.h2();
        var plan = engine("swordfish").plan(sql(body), database);

        assertThat(plan.problems()).isNotEmpty();
        assertThat(plan.problems().get(0).message()).contains("'password'").doesNotContain("swordfish");
        assertThatThrownBy(() -> engine("swordfish").migrate(sql(body), database))
                .isInstanceOf(MigrationRejectedException.class)
                .hasMessageNotContaining("swordfish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<comment>with ${password}</comment>", "<tagDatabase tag=\"at-${password}\"/>"})
    void aSecretInACommentOrTagIsRefused(String element) {
        var xml = Changelog.of(Map.of(
                "a.xml",
                XmlIncludeAllContract.HEAD + "<changeSet id=\"1\" author=\"a\">" + element + "</changeSet>"
                        + XmlIncludeAllContract.TAIL));
        var plan =
                engine("swordfish").toBuilder().changelogFile("a.xml").build().plan(xml, TestDatabases.h2());

        assertThat(plan.problems()).isNotEmpty();
        assertThat(plan.toString() + plan.entries() + plan.problems())
                .contains("'password'")
                .doesNotContain("swordfish");
    }

    @Test
    void aCommentOfFormattedSqlIsNotExpandedSoThatItMayNameASecret() {
        DataSource database = TestDatabases.h2();

        engine("swordfish").migrate(sql("--changeset a:1\n--comment: with ${password}\nselect 1;\n"), database);

        assertThat(TestDatabases.query(database, "select comments from databasechangelog"))
                .containsExactly("with ${password}");
    }

    @Test
    void aSecretThatStandsInATextByChanceIsNotRefused() {
        var changelog = sql("--changeset admin:create-admin\n--comment: the admin\ncreate table t (a varchar(9));\n");

        var report = engine("admin").migrate(changelog, TestDatabases.h2());

        assertThat(report.applied()).hasSize(1);
    }

    @Test
    void aChangeSetForAnotherSystemIsDeclinedThoughASecretStandsInItsIdByChance() {
        var changelog = Changelog.of(Map.of(
                "a.yaml",
                "databaseChangeLog:\n  - changeSet: {id: create-admin, author: a, changes: [{sql: {dbms: oracle, sql: select"
                        + " 1}}]}\n"));

        var report = engine("admin").toBuilder().changelogFile("a.yaml").build().migrate(changelog, TestDatabases.h2());

        assertThat(report.declined())
                .extracting(declined -> declined.migration().id())
                .containsExactly("a.yaml::create-[redacted]::a");
    }

    @Test
    void aRotatedSecretIsAProblemThatNamesChangeSetParameterAndWayOutAndNothingRunsTwice() {
        var changelog = sql("--changeset a:1\ncreate table t (a int);\n"
                + "--changeset a:2\ninsert into t select length('${password}');\n");
        DataSource database = TestDatabases.postgres();
        engine("first-password").migrate(changelog, database);

        var rejected = catchThrowableOfType(
                MigrationRejectedException.class,
                () -> engine("second-password").migrate(changelog, database));

        assertThat(rejected.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("a.sql::2::a", "'password'", "validCheckSum")
                        .doesNotContain("first-password", "second-password"));
        assertThat(TestDatabases.query(database, "select count(*) from t")).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({
        "a.xml,  '<changeSet id=\"1\" author=\"a\"><sql>select ''${password}''</sql></changeSet>'",
        "a.yaml, '  - changeSet: {id: 1, author: a, changes: [{sql: {sql: \"select ''${password}''\"}}]}'"
    })
    void aRotatedSecretIsNamedInOtherFormatsAsWell(String root, String changeSet) {
        var changelog = Changelog.of(Map.of(
                root,
                root.endsWith("xml")
                        ? XmlIncludeAllContract.HEAD + changeSet + XmlIncludeAllContract.TAIL
                        : "databaseChangeLog:\n" + changeSet + "\n"));
        DataSource database = TestDatabases.h2();
        engine("first-password").toBuilder().changelogFile(root).build().migrate(changelog, database);

        var plan = engine("second-password").toBuilder()
                .changelogFile(root)
                .build()
                .plan(changelog, database);

        assertThat(plan.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains(root + "::1::a", "'password'", "validCheckSum")
                        .doesNotContain("first-password", "second-password"));
    }

    @Test
    void theWayOutOfARotatedSecretWorks() {
        DataSource database = TestDatabases.postgres();
        var before = sql("--changeset a:1\nselect '${password}';\n");
        engine("first-password").migrate(before, database);
        String advice = engine("second-password")
                .plan(before, database)
                .problems()
                .get(0)
                .message();
        String old = advice.replaceFirst(".*validCheckSum '([^']+)'.*", "$1");

        var after = sql("--changeset a:1\n--validCheckSum: " + old + "\nselect '${password}';\n");

        assertThat(engine("second-password").plan(after, database).problems()).isEmpty();
        assertThat(engine("second-password").migrate(after, database).applied()).isEmpty();
    }

    @Test
    void theFingerprintTellsOptionsApartAndHoldsNoSecret() throws Exception {
        assertThat(engine(VALUE).id())
                .isEqualTo(engine(VALUE).id())
                .isNotEqualTo(engine("other").id());
        assertThat(engine(VALUE).id().fingerprint())
                .as("made with the slow digest of the secret")
                .contains(sha256("5:a.sql6:labels-6:secret8:password64:"
                        + Secret.of(VALUE).fingerprint("slipway parameter password")
                        + "13:defaultSchema-15:liquibaseSchema-12:historyTable-9:lockTable-3:tag-7:upToTag-6:atMost-"));
        assertThat(engine(VALUE).id().version()).isEqualTo(LiquibaseEngine.version());
        assertThat(LiquibaseEngine.of("a.sql").toBuilder()
                        .parameter("a", "b")
                        .build()
                        .id())
                .isNotEqualTo(LiquibaseEngine.of("a.sql").id());
        assertThat(engine(VALUE).toString()).doesNotContain(VALUE);
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
