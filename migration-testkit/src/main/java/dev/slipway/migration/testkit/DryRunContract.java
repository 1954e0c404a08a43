package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.slipway.migration.EngineId;
import dev.slipway.migration.MigrationScript;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What a dry run shows, and how an engine names itself. */
abstract class DryRunContract extends PlanContract {
    DryRunContract() {}

    @Test
    void aDryRunListsWhatIsPendingWithItsSqlInOrder() {
        DataSource database = databaseWith(SHIP);

        List<MigrationScript> scripts = engine().dryRun(changelog(SHIP, ARGO, PORT), database);

        assertEquals(
                ids(ARGO, PORT),
                scripts.stream().map(script -> script.migration().id()).toList());
        assertContains(ARGO.sql(), scripts.get(0).sql());
        assertContains(PORT.sql(), scripts.get(1).sql());
    }

    private static void assertContains(String expected, String sql) {
        assertTrue(oneSpaced(sql).contains(oneSpaced(expected)), () -> "'" + expected + "' should be part of:\n" + sql);
    }

    private static String oneSpaced(String sql) {
        return sql.replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    @Test
    void aDryRunOfAnEmptyDatabaseExecutesAndWritesNothing() throws Exception {
        DataSource database = emptyDatabase();
        var empty = Tables.everything(database);

        List<MigrationScript> scripts = engine().dryRun(changelog(SHIP, ARGO), database);

        assertEquals(2, scripts.size());
        assertEquals(empty, Tables.everything(database));
    }

    @Test
    void aDryRunOfADatabaseWithAHistoryExecutesAndWritesNothing() throws Exception {
        DataSource database = databaseWith(SHIP);
        var tables = Tables.everything(database);
        var rows = Tables.rows(database);

        engine().dryRun(changelog(SHIP, ARGO, PORT), database);

        assertEquals(tables, Tables.everything(database));
        assertEquals(rows, Tables.rows(database));
        assertEquals(
                ids(ARGO, PORT),
                ids(engine().plan(changelog(SHIP, ARGO, PORT), database).pending()));
    }

    @Test
    void aDryRunOfADatabaseThatIsUpToDateIsEmpty() {
        DataSource database = databaseWith(SHIP, ARGO);

        assertEquals(List.of(), engine().dryRun(changelog(SHIP, ARGO), database));
    }

    @Test
    void aDryRunShowsAnEditedRepeatableMigration() {
        assumeRepeatable();
        DataSource database = databaseWith(SHIP, FLEET);

        List<MigrationScript> scripts = engine().dryRun(changelog(SHIP, EDITED_FLEET), database);

        assertEquals(
                ids(FLEET),
                scripts.stream().map(script -> script.migration().id()).toList());
        assertContains(EDITED_FLEET.sql(), scripts.get(0).sql());
    }

    @Test
    void anEngineSaysItsNameAndVersion() {
        EngineId id = engine().id();

        assertFalse(id.name().isBlank(), "the name is blank");
        assertEquals(id.name().toLowerCase(Locale.ROOT), id.name(), "the name is in lower case");
        assertFalse(id.version().isBlank(), "the version is blank");
    }

    @Test
    void anEnginesFingerprintIsEqualForEqualOptions() {
        assertEquals(engine().id(), engine().id());
        engine().id().fingerprint().ifPresent(fingerprint -> assertFalse(fingerprint.isBlank(), "it is blank"));
    }

    @Test
    void aRunDoesNotChangeAnEnginesId() {
        var engine = engine();
        EngineId id = engine.id();

        engine.migrate(changelog(SHIP), emptyDatabase());

        assertEquals(id, engine.id());
    }
}
