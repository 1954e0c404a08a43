package dev.slipway.migration.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.MigrationEngine;
import dev.slipway.migration.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** What an implementation of {@link MigrationEngineContract} provides: first what it must, then what it may. */
abstract class EngineHooks {
    EngineHooks() {}

    /**
     * The engine to test. It must commit each migration on its own, and wait no longer than a few seconds between two
     * looks at a lock.
     *
     * @return an engine with the same options at each call
     */
    protected abstract MigrationEngine engine();

    /**
     * A database in which nothing was done. The contract creates tables named {@code ship}, {@code port} and {@code
     * cargo} in it, and may drop all of its tables.
     *
     * @return a data source that gives at least two connections at a time, of a fresh database at each call; the
     *     subclass's to close
     */
    protected abstract DataSource emptyDatabase();

    /**
     * Writes steps down in the engine's format. The same step must have the same {@linkplain #id id} in every changelog,
     * and steps with different numbers different ones.
     *
     * @param steps the steps in ascending order of their numbers, repeatable ones last
     * @return a changelog that consists of them
     */
    protected abstract Changelog changelog(List<MigrationStep> steps);

    /**
     * How the engine calls a step.
     *
     * @param step a step
     * @return {@link dev.slipway.migration.Migration#id()} of it
     */
    protected abstract String id(MigrationStep step);

    /**
     * What differs between engines by intention.
     *
     * @return the traits of the engine on this database; none unless overridden
     */
    protected Set<EngineTrait> traits() {
        return Set.of();
    }

    /**
     * The engine with a placeholder or parameter whose value is secret. Tests are skipped unless overridden.
     *
     * @param name its name, lower-case letters
     * @param value its value
     * @return an engine that is otherwise as {@link #engine()} is
     */
    protected MigrationEngine engineWithSecret(String name, Secret value) {
        return abort("engineWithSecret is not overridden: this engine has no parameters");
    }

    /**
     * How SQL refers to a placeholder or parameter.
     *
     * @param name its name
     * @return {@code ${name}} unless overridden
     */
    protected String parameter(String name) {
        return "${" + name + "}";
    }

    /**
     * The engine, committing all migrations of a run together. Tests are skipped unless overridden, which only makes
     * sense on a database whose DDL is transactional.
     *
     * @return an engine that is otherwise as {@link #engine()} is
     */
    protected MigrationEngine groupingEngine() {
        return abort("groupingEngine is not overridden: this engine commits each migration on its own");
    }

    /**
     * Changelogs that stay partly pending although the run succeeded. Tests are skipped if there are none.
     *
     * @return one case for each reason that the engine documents
     */
    protected List<DeclinedCase> declinedCases() {
        return List.of();
    }

    /**
     * Changelogs that the engine rejects on any database: two migrations of the same version, a file that it cannot
     * parse. Tests are skipped if there are none.
     *
     * @return changelogs by a name of what is wrong with them
     */
    protected Map<String, Changelog> invalidChangelogs() {
        return Map.of();
    }
}
