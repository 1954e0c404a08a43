package dev.slipway.examples.runner;

import static java.util.Comparator.comparing;

import dev.slipway.migration.MigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import schemacrawler.schema.Catalog;
import schemacrawler.schema.Column;
import schemacrawler.schema.ColumnDataType;
import schemacrawler.schema.ForeignKey;
import schemacrawler.schema.NamedObject;
import schemacrawler.schema.ParameterModeType;
import schemacrawler.schema.Routine;
import schemacrawler.schema.RoutineParameter;
import schemacrawler.schema.Schema;
import schemacrawler.schema.Table;
import schemacrawler.schemacrawler.LimitOptionsBuilder;
import schemacrawler.schemacrawler.LoadOptionsBuilder;
import schemacrawler.schemacrawler.SchemaCrawlerOptionsBuilder;
import schemacrawler.schemacrawler.SchemaInfoLevelBuilder;
import schemacrawler.tools.utility.SchemaCrawlerUtility;
import us.fatehi.utility.datasource.DatabaseConnectionSources;

/** Reads what a database holds, without what belongs to the server, to an extension or to an engine. */
final class SchemaReader {
    private static final Set<String> OF_THE_SERVER =
            Set.of("information_schema", "pg_catalog", "pg_toast", "mysql", "performance_schema", "sys");

    private static final String OF_EXTENSIONS = """
            SELECT p.proname || '_' || p.oid
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_depend d
              ON d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
            UNION ALL
            SELECT n.nspname || '.' || c.relname
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_depend d
              ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
            """;

    private static final Map<String, String> SPELLED = Map.of(
            "int2", "smallint",
            "int4", "integer",
            "int8", "bigint",
            "float4", "real",
            "float8", "double precision",
            "bool", "boolean",
            "bpchar", "char");

    private final Set<String> hidden;
    private final Set<String> ofExtensions;
    private final Catalog catalog;

    private SchemaReader(Set<String> hidden, Set<String> ofExtensions, Catalog catalog) {
        this.hidden = hidden;
        this.ofExtensions = ofExtensions;
        this.catalog = catalog;
    }

    /**
     * Reads a database whole.
     *
     * @param hidden names of tables that are left out, in lower case
     * @throws MigrationException if it cannot be read
     */
    static SchemaReader read(DataSource database, Set<String> hidden) {
        try (Connection connection = database.getConnection();
                var source = DatabaseConnectionSources.fromConnection(connection)) {
            String only = connection.getMetaData().supportsSchemasInTableDefinitions()
                    ? ""
                    : String.valueOf(connection.getCatalog());
            var limits = LimitOptionsBuilder.builder()
                    .includeSchemas(schema -> isOfTheUsers(schema, only))
                    .includeAllRoutines()
                    .tableTypes(
                            "TABLE", "BASE TABLE", "PARTITIONED TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW")
                    .toOptions();
            var level = SchemaInfoLevelBuilder.builder()
                    .withInfoLevel(schemacrawler.schemacrawler.InfoLevel.maximum)
                    .setRetrieveTablePrivileges(false)
                    .setRetrieveTableColumnPrivileges(false)
                    .setRetrieveDatabaseUsers(false)
                    .setRetrieveServerInfo(false)
                    .toOptions();
            var options = SchemaCrawlerOptionsBuilder.newSchemaCrawlerOptions()
                    .withLimitOptions(limits)
                    .withLoadOptions(LoadOptionsBuilder.builder()
                            // One connection is all there is.
                            .withMaxThreads(1)
                            .withSchemaInfoLevel(level)
                            .toOptions());
            Set<String> ofExtensions = ofExtensions(connection);
            return new SchemaReader(hidden, ofExtensions, SchemaCrawlerUtility.getCatalog(source, options));
        } catch (MigrationException ours) {
            throw ours;
        } catch (Exception failure) {
            // What a driver says may repeat what it was sent; its class and the state tell enough.
            String state = failure instanceof SQLException sql && sql.getSQLState() != null
                    ? " (SQLSTATE " + sql.getSQLState() + ")"
                    : "";
            throw new MigrationException("Cannot read the schema for its documentation: "
                    + failure.getClass().getSimpleName() + state);
        }
    }

    List<Schema> schemas() {
        return sorted(catalog.getSchemas()).stream()
                .filter(schema -> !tables(schema).isEmpty() || !routines(schema).isEmpty())
                .toList();
    }

    /** Tables and views. */
    List<Table> tables(Schema schema) {
        return sorted(catalog.getTables(schema)).stream()
                .filter(table -> !hidden.contains(table.getName().toLowerCase(Locale.ROOT)))
                .filter(table -> !ofExtensions.contains(qualified(table)))
                .toList();
    }

    List<Routine> routines(Schema schema) {
        return catalog.getRoutines(schema).stream()
                .filter(routine -> !ofExtensions.contains(routine.getSpecificName()))
                .sorted(comparing(Routine::getName).thenComparing(SchemaReader::parameters))
                .toList();
    }

    /** The parameters of a routine, which tell apart those of one name. */
    static String parameters(Routine routine) {
        return routine.getParameters().stream()
                .filter(parameter -> !isResult(parameter))
                .map(parameter -> (parameter.getName() + " " + type(parameter.getColumnDataType())).strip())
                .collect(Collectors.joining(", "));
    }

    /** What a function returns; nothing of a procedure. */
    static Optional<String> result(Routine routine) {
        return routine.getParameters().stream()
                .filter(SchemaReader::isResult)
                .map(parameter -> type(parameter.getColumnDataType()))
                .findFirst();
    }

    private static boolean isResult(RoutineParameter<? extends Routine> parameter) {
        return parameter.getParameterMode() == ParameterModeType.returnValue;
    }

    /** A column's type with its length. */
    static String type(Column column) {
        String width = column.getWidth();
        // What has no limit is said to be as long as can be.
        boolean unlimited = width.contains(String.valueOf(Integer.MAX_VALUE));
        return type(column.getColumnDataType()) + (unlimited ? "" : width);
    }

    /** The columns of a foreign key, on the side of the table that refers. */
    static String columns(ForeignKey key) {
        return key.getColumnReferences().stream()
                .map(reference -> name(reference.getForeignKeyColumn()))
                .collect(Collectors.joining(", "));
    }

    /** A name without the quotes that SQL wants. */
    static String name(NamedObject object) {
        String name = object instanceof Schema schema && schema.getName() == null
                ? String.valueOf(schema.getCatalogName())
                : object.getName();
        return name.replaceAll("^[\"`]|[\"`]$", "");
    }

    /** The name of a table with that of its schema. */
    static String qualified(Table table) {
        return name(table.getSchema()) + "." + name(table);
    }

    /** A type as people write it; PostgreSQL's driver tells the names of its catalog. */
    static String type(ColumnDataType type) {
        String name = type.getName().replaceAll("^.*\\.", "").replace("\"", "");
        boolean array = name.startsWith("_");
        String element = array ? name.substring(1) : name;
        return SPELLED.getOrDefault(element, element) + (array ? "[]" : "");
    }

    static <T extends NamedObject> List<T> sorted(Collection<T> objects) {
        return objects.stream()
                .sorted(Comparator.comparing(NamedObject::getFullName))
                .toList();
    }

    private static boolean isOfTheUsers(String fullName, String only) {
        String name = fullName.substring(fullName.lastIndexOf('.') + 1).replaceAll("[\"`]", "");
        String lower = name.toLowerCase(Locale.ROOT);
        return (only.isEmpty() || name.equals(only)) && !OF_THE_SERVER.contains(lower) && !lower.startsWith("pg_temp");
    }

    /** Functions by their specific name, tables and views by their qualified one. */
    private static Set<String> ofExtensions(Connection connection) throws SQLException {
        var names = new HashSet<String>();
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(OF_EXTENSIONS)) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
