package dev.slipway.migration.flyway;

import static java.util.Objects.requireNonNull;

import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Consumer;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** The options of Flyway that have a name of their own in the builder: what is common, in Flyway's words. */
abstract class FlywaySettings {
    FlywaySettings() {}

    abstract FlywayEngine.Builder set(String name, Object value, Consumer<FluentConfiguration> setter);

    /** Whether placeholders are replaced; switch it off for files whose data contains <code>${</code>. */
    public FlywayEngine.Builder placeholderReplacement(boolean placeholderReplacement) {
        return set(
                "placeholderReplacement",
                placeholderReplacement,
                c -> c.placeholderReplacement(placeholderReplacement));
    }

    /** The schemas that Flyway looks after; it creates those that are not there. The first one is the default. */
    public FlywayEngine.Builder schemas(String... schemas) {
        String[] copy = schemas.clone();
        return set("schemas", List.of(copy), c -> c.schemas(copy));
    }

    /** The schema of the history and of unqualified names. */
    public FlywayEngine.Builder defaultSchema(String schema) {
        return set("defaultSchema", requireNonNull(schema, "schema"), c -> c.defaultSchema(schema));
    }

    /** The name of the history table. */
    public FlywayEngine.Builder table(String table) {
        return set("table", requireNonNull(table, "table"), c -> c.table(table));
    }

    /** Whether a migration that is older than the newest applied one runs, instead of being rejected. */
    public FlywayEngine.Builder outOfOrder(boolean outOfOrder) {
        return set("outOfOrder", outOfOrder, c -> c.outOfOrder(outOfOrder));
    }

    /** Whether a schema that is not empty and has no history is taken to be at the baseline version. */
    public FlywayEngine.Builder baselineOnMigrate(boolean baselineOnMigrate) {
        return set("baselineOnMigrate", baselineOnMigrate, c -> c.baselineOnMigrate(baselineOnMigrate));
    }

    /**
     * The version of that baseline.
     *
     * @throws IllegalArgumentException if it is no version
     */
    public FlywayEngine.Builder baselineVersion(String version) {
        MigrationVersion parsed = Versions.parse("baselineVersion", version);
        return set("baselineVersion", version, c -> c.baselineVersion(parsed));
    }

    /** What validation passes over, in Flyway's notation: {@code *:missing}, {@code repeatable:future}. */
    public FlywayEngine.Builder ignoreMigrationPatterns(String... patterns) {
        String[] copy = patterns.clone();
        return set("ignoreMigrationPatterns", List.of(copy), c -> c.ignoreMigrationPatterns(copy));
    }

    /**
     * The newest version to apply, in Flyway's notation: {@code 2.1}, {@code latest}, {@code next}.
     *
     * @throws IllegalArgumentException if it is no version
     */
    public FlywayEngine.Builder target(String target) {
        if (!target.endsWith("?")) {
            Versions.parse("target", target);
        }
        return set("target", target, c -> c.target(target));
    }

    /** Whether all pending migrations are committed together, where the database can do that. */
    public FlywayEngine.Builder group(boolean group) {
        return set("group", group, c -> c.group(group));
    }

    /** Whether statements that run in a transaction and such as do not may stand in one migration or group. */
    public FlywayEngine.Builder mixed(boolean mixed) {
        return set("mixed", mixed, c -> c.mixed(mixed));
    }

    /** How the files are encoded; UTF-8 unless set. */
    public FlywayEngine.Builder encoding(Charset encoding) {
        return set("encoding", requireNonNull(encoding, "encoding"), c -> c.encoding(encoding));
    }

    /**
     * Whether each file's encoding is found out from its bytes, as Flyway does it: a byte-order mark, UTF-8, ISO-8859-1 or
     * UTF-16. A file whose script configuration names an encoding keeps that.
     */
    public FlywayEngine.Builder detectEncoding(boolean detectEncoding) {
        return set("detectEncoding", detectEncoding, c -> c.detectEncoding(detectEncoding));
    }

    /** What a placeholder begins with; <code>${</code> unless set. */
    public FlywayEngine.Builder placeholderPrefix(String prefix) {
        return set("placeholderPrefix", requireNonNull(prefix, "prefix"), c -> c.placeholderPrefix(prefix));
    }

    /** What a placeholder ends with; <code>}</code> unless set. */
    public FlywayEngine.Builder placeholderSuffix(String suffix) {
        return set("placeholderSuffix", requireNonNull(suffix, "suffix"), c -> c.placeholderSuffix(suffix));
    }

    /** What the names of versioned migrations begin with; {@code V} unless set. */
    public FlywayEngine.Builder sqlMigrationPrefix(String prefix) {
        return set("sqlMigrationPrefix", requireNonNull(prefix, "prefix"), c -> c.sqlMigrationPrefix(prefix));
    }

    /** What the names of repeatable migrations begin with; {@code R} unless set. */
    public FlywayEngine.Builder repeatableSqlMigrationPrefix(String prefix) {
        return set(
                "repeatableSqlMigrationPrefix",
                requireNonNull(prefix, "prefix"),
                c -> c.repeatableSqlMigrationPrefix(prefix));
    }

    /** What stands between version and description in the name of a migration; {@code __} unless set. */
    public FlywayEngine.Builder sqlMigrationSeparator(String separator) {
        return set(
                "sqlMigrationSeparator",
                requireNonNull(separator, "separator"),
                c -> c.sqlMigrationSeparator(separator));
    }

    /** What the names of migrations end with; {@code .sql} unless set. */
    public FlywayEngine.Builder sqlMigrationSuffixes(String... suffixes) {
        String[] copy = suffixes.clone();
        return set("sqlMigrationSuffixes", List.of(copy), c -> c.sqlMigrationSuffixes(copy));
    }

    /** Whether a file that ends like a migration and is not named like one is a problem, instead of being passed over. */
    public FlywayEngine.Builder validateMigrationNaming(boolean validateMigrationNaming) {
        return set(
                "validateMigrationNaming",
                validateMigrationNaming,
                c -> c.validateMigrationNaming(validateMigrationNaming));
    }

    /** Whether a run is refused when the history and the changelog disagree; on unless set. */
    public FlywayEngine.Builder validateOnMigrate(boolean validateOnMigrate) {
        return set("validateOnMigrate", validateOnMigrate, c -> c.validateOnMigrate(validateOnMigrate));
    }

    /** The description of the baseline that {@link #baselineOnMigrate} makes. */
    public FlywayEngine.Builder baselineDescription(String description) {
        return set(
                "baselineDescription",
                requireNonNull(description, "description"),
                c -> c.baselineDescription(description));
    }

    /** Who the history says installed the migrations; the database's user unless set. */
    public FlywayEngine.Builder installedBy(String installedBy) {
        return set("installedBy", requireNonNull(installedBy, "installedBy"), c -> c.installedBy(installedBy));
    }

    /** Whether schemas that are not there are created; on unless set. */
    public FlywayEngine.Builder createSchemas(boolean createSchemas) {
        return set("createSchemas", createSchemas, c -> c.createSchemas(createSchemas));
    }
}
