package dev.slipway.migration.flyway;

import static dev.slipway.migration.flyway.TestDatabases.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.Secret;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dry run shows what a run executes. */
@Timeout(60)
class DryRunTest {
    private final FlywayEngine engine = FlywayEngine.builder()
            .placeholder("who", "Beagle")
            .placeholder("key", Secret.of("Rx7-Quay.Wharf"))
            .build();
    private final DataSource database = TestDatabases.postgres();

    @Test
    void aPlaceholderIsReplacedWhereFlywayReplacesIt() {
        var changelog = Changelog.of(Map.of(
                "V1__a.sql", "create table a (t text);\ninsert into a values ($q$${who} and ${WHO}, $x$ ${who}$q$);"));

        String shown = shown(changelog);
        engine.migrate(changelog, database);

        assertThat(shown).contains("$q$" + query(database, "select t from a").get(0) + "$q$");
    }

    private String shown(Changelog changelog) {
        return engine.dryRun(changelog, database).get(0).sql();
    }

    @Test
    void whatIsCopiedFromTheFileIsShownAsItIsStoredAndWhatStandsAroundItAsItIsExecuted() {
        String quoted = "insert into a values ($q$${who} and ${who}, $x$ ${who}$q$);\n";
        var changelog = Changelog.of(Map.of(
                "V1__a.sql",
                "create table a (t text);\n" + quoted
                        + "-- the data of ${who}\ncopy a (t) from stdin; -- of ${who}\n"
                        + "${who} and ${who}, $x$ ${who}\n$q$${who} and ${who}$q$\n\\\\.5\n\\.\n"
                        + quoted
                        + "COPY a (t) FROM STDIN;\nsecond ${who} ${key}\n\\.\n"
                        + "insert into a values ('${who}; last');\n"));

        String shown = shown(changelog);
        engine.migrate(changelog, database);

        var stored = query(database, "select t from a");
        assertThat(stored).hasSize(7).contains("Beagle and Beagle, $x$ Beagle", "\\.5", "second Beagle Rx7-Quay.Wharf");
        assertThat(shown).contains("\nsecond Beagle [redacted]\n\\.\n").doesNotContain("Rx7");
        // What is shown, executed as it stands, would store the same.
        assertThat(shown.lines().filter(line -> line.startsWith("insert into a values ($q$")))
                .containsExactly(
                        "insert into a values ($q$" + stored.get(0) + "$q$);",
                        "insert into a values ($q$" + stored.get(4) + "$q$);");
        assertThat(shown).contains("stdin; -- of Beagle\n" + stored.get(1) + "\n" + stored.get(2) + "\n\\\\.5\n\\.\n");
        assertThat(shown).endsWith("insert into a values ('" + stored.get(6) + "');\n");
    }

    @Test
    void nothingIsReplacedWhereTheScriptConfigurationSaysSoNotEvenInWhatIsCopied() {
        var changelog = Changelog.of(Map.of(
                "V1__a.sql", "create table a (t text);\ncopy a (t) from stdin;\n${who}\n\\.\n",
                "V1__a.sql.conf", "placeholderReplacement=false\n"));

        String shown = shown(changelog);
        engine.migrate(changelog, database);

        assertThat(query(database, "select t from a")).containsExactly("${who}");
        assertThat(shown).contains("stdin;\n${who}\n\\.\n");
    }
}
