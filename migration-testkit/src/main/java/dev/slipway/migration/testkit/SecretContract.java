package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.MigrationException;
import dev.slipway.migration.MigrationIncompleteException;
import dev.slipway.migration.MigrationReport;
import dev.slipway.migration.Redactor;
import dev.slipway.migration.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** A secret parameter reaches the database, and nothing else. */
abstract class SecretContract extends ConcurrencyContract {
    private static final String NAME = "lantern";
    static final String VALUE = "Kx7-Quay.Wharf_93Zm";
    private static final SecretSearch SEARCH = new SecretSearch(VALUE);

    SecretContract() {}

    /** A migration whose SQL holds the secret as a literal. */
    private MigrationStep beacon() {
        return ARGO.withSql("insert into ship values (1, '" + parameter(NAME) + "')");
    }

    private MigrationEngine engineWithSecret() {
        return engineWithSecret(NAME, Secret.of(VALUE));
    }

    @Test
    void aSecretParameterReachesTheDatabaseAsItIs() throws Exception {
        MigrationEngine engine = engineWithSecret();
        DataSource database = emptyDatabase();

        engine.migrate(changelog(SHIP, beacon()), database);

        assertEquals(List.of(VALUE), Tables.ships(database));
    }

    @Test
    void aPlanHoldsNoSecret() {
        MigrationEngine engine = engineWithSecret();
        DataSource database = emptyDatabase();

        SEARCH.assertAbsent("the plan of what is pending", engine.plan(changelog(SHIP, beacon()), database));
        engine.migrate(changelog(SHIP, beacon()), database);
        SEARCH.assertAbsent("the plan of what is applied", engine.plan(changelog(SHIP, beacon()), database));
        SEARCH.assertAbsent("the plan of what was edited", engine.plan(changelog(SHIP, ARGO), database));
    }

    @Test
    void aDryRunShowsAMaskInThePlaceOfASecret() {
        MigrationEngine engine = engineWithSecret();

        var scripts = engine.dryRun(changelog(SHIP, beacon()), emptyDatabase());

        for (var script : scripts) {
            SEARCH.assertAbsent("the dry run", script.sql());
            SEARCH.assertAbsent("the script", script);
        }
        assertTrue(
                scripts.get(1).sql().contains(Redactor.MASK),
                () -> "no mask in " + scripts.get(1).sql());
    }

    @Test
    void aReportAndWhatAListenerHearsHoldNoSecret() {
        MigrationEngine engine = engineWithSecret();
        var recorder = new Recorder();

        MigrationReport report = engine.migrate(changelog(SHIP, beacon()), emptyDatabase(), listening(recorder));

        SEARCH.assertAbsent("the report", report);
        SEARCH.assertAbsent("before", report.before());
        SEARCH.assertAbsent("after", report.after());
        SEARCH.assertAbsent("applied", report.applied());
        SEARCH.assertAbsent("the listener's events", recorder.events());
        for (var plan : recorder.plans()) {
            SEARCH.assertAbsent("the listener's plan", plan);
        }
    }

    @Test
    void aStatementThatFailsBesideASecretDoesNotShowItInAnyCause() {
        assertThatFailureHoldsNoSecret("insert into no_such_table values ('" + parameter(NAME) + "')");
    }

    @Test
    void aSyntaxErrorBesideASecretDoesNotShowItInAnyCause() {
        assertThatFailureHoldsNoSecret("insert into ship valeus (1, '" + parameter(NAME) + "')");
    }

    @Test
    void aSyntaxErrorWithinASecretDoesNotShowItInAnyCause() {
        assertThatFailureHoldsNoSecret("insert into ship values (1, " + parameter(NAME) + ")");
    }

    @Test
    void aValueThatTheDatabaseRefusesAndQuotesDoesNotShowASecret() {
        assertThatFailureHoldsNoSecret("insert into ship values ('" + parameter(NAME) + "', 'Argo')");
    }

    private void assertThatFailureHoldsNoSecret(String sql) {
        MigrationEngine engine = engineWithSecret();
        var recorder = new Recorder();
        var changelog = changelog(SHIP, ARGO.withSql(sql));

        var incomplete = assertThrows(
                MigrationIncompleteException.class,
                () -> engine.migrate(changelog, emptyDatabase(), listening(recorder)));

        SEARCH.assertAbsent("the exception", incomplete);
        assertEquals(ids(ARGO), ids(incomplete.failed().stream().toList()));
        assertOneLine(incomplete);
        for (MigrationException failure : recorder.failures()) {
            SEARCH.assertAbsent("what listener.failed was told", failure);
        }
    }

    @Test
    void aRejectionHoldsNoSecret() {
        MigrationEngine engine = engineWithSecret();
        DataSource database = emptyDatabase();
        engine.migrate(changelog(SHIP, beacon()), database);

        try {
            engine.migrate(
                    changelog(SHIP, ARGO.withSql("insert into ship values (9, '" + parameter(NAME) + "')")), database);
        } catch (MigrationException rejected) {
            SEARCH.assertAbsent("the rejection", rejected);
        }
    }

    @Test
    void aSecretThatWouldEndAnSqlLiteralIsRefusedBeforeAnythingRuns() throws Exception {
        // Skipped here by an engine without parameters: within assertThrows that would count as a refusal.
        engineWithSecret(NAME, Secret.of("Plain-Jetty"));
        for (var hostile : List.of("O'Hara-Wharf", "back\\slash-Quay", "line\nbreak-Mole")) {
            DataSource database = emptyDatabase();

            // Where it is refused is the engine's choice: by the builder of its options, or by the run.
            var refusal = assertThrows(
                    RuntimeException.class,
                    () -> engineWithSecret(NAME, Secret.of(hostile)).migrate(changelog(SHIP, beacon()), database));

            assertTrue(
                    refusal instanceof MigrationException || refusal instanceof IllegalArgumentException,
                    () -> "refused by " + refusal.getClass());
            new SecretSearch(hostile).assertAbsent("the refusal", refusal);
            assertEquals(Map.of(), Tables.rows(database));
        }
    }

    @Test
    void anEngineItselfShowsNoSecret() {
        MigrationEngine engine = engineWithSecret();

        SEARCH.assertAbsent("the engine", engine);
        SEARCH.assertAbsent("its id", engine.id());
    }

    @Test
    void aFingerprintDiffersForAnotherSecretAndIsEqualForTheSameOne() {
        MigrationEngine engine = engineWithSecret();
        Optional<String> fingerprint = engine.id().fingerprint();
        Optional<String> same = engineWithSecret().id().fingerprint();
        Optional<String> other =
                engineWithSecret(NAME, Secret.of(VALUE + "!")).id().fingerprint();

        assertEquals(fingerprint, same);
        if (fingerprint.isPresent()) {
            assertNotEquals(fingerprint, other);
            assertNotEquals(fingerprint, engine().id().fingerprint(), "the parameter itself counts, too");
        }
    }
}
