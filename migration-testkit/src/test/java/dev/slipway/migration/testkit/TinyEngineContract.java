package dev.slipway.migration.testkit;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** How the tiny engine presents itself to the contract. */
abstract class TinyEngineContract extends MigrationEngineContract {
    @Override
    protected MigrationEngine engine() {
        return new TinyEngine(Map.of());
    }

    @Override
    protected MigrationEngine engineWithSecret(String name, Secret value) {
        return new TinyEngine(Map.of(name, value));
    }

    @Override
    protected MigrationEngine groupingEngine() {
        return new GroupingEngine(engine());
    }

    @Override
    protected DataSource emptyDatabase() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return database;
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        var files = new HashMap<String, String>();
        steps.forEach(step -> files.put(TinyFile.path(step), step.sql()));
        return Changelog.of(files);
    }

    @Override
    protected String id(MigrationStep step) {
        return TinyFile.id(step);
    }

    @Override
    protected Set<EngineTrait> traits() {
        return EnumSet.allOf(EngineTrait.class);
    }

    @Override
    protected List<DeclinedCase> declinedCases() {
        var changelog = Changelog.of(Map.of(
                "1__ship.sql", "create table ship (id int)",
                "2__broken.sql", TinyFile.CONTINUE + "insert into no_such_table values (1)",
                "R3__port.sql", "create table port (id int)"));
        return List.of(DeclinedCase.of("on error", changelog).applies("1", "R3").declines("2"));
    }

    @Override
    protected Map<String, Changelog> invalidChangelogs() {
        return Map.of(
                "two migrations of one version", Changelog.of(Map.of("1__a.sql", "select 1", "1__b.sql", "select 1")),
                "a file without a version", Changelog.of(Map.of("a.sql", "select 1")));
    }
}
