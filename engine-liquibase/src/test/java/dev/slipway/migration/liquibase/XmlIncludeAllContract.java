package dev.slipway.migration.liquibase;

import dev.slipway.migration.Changelog;
import dev.slipway.migration.testkit.MigrationStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A root in XML that includes a directory of files in XML. */
abstract class XmlIncludeAllContract extends LiquibaseContract {
    static final String HEAD = "<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\""
            + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            + " xsi:schemaLocation=\"http://www.liquibase.org/xml/ns/dbchangelog"
            + " http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd\">\n";
    static final String TAIL = "</databaseChangeLog>\n";

    @Override
    String root() {
        return "root.xml";
    }

    @Override
    Changelog wrap(String sql) {
        return Changelog.of(Map.of("root.xml", HEAD + "<include file=\"part.sql\"/>" + TAIL, "part.sql", sql));
    }

    @Override
    protected Changelog changelog(List<MigrationStep> steps) {
        Map<String, String> files = new HashMap<>();
        files.put(
                "root.xml",
                HEAD + "<includeAll path=\"changes\" relativeToChangelogFile=\"true\" errorIfMissingOrEmpty=\"false\"/>"
                        + TAIL);
        for (MigrationStep step : steps) {
            files.put(
                    path(step),
                    HEAD + "<changeSet id=\"" + step.number() + "\" author=\"a\" runOnChange=\"" + step.repeatable()
                            + "\"><sql><![CDATA[" + step.sql() + "]]></sql></changeSet>" + TAIL);
        }
        return Changelog.of(files);
    }

    @Override
    protected String id(MigrationStep step) {
        return path(step) + "::" + step.number() + "::a";
    }

    private static String path(MigrationStep step) {
        return String.format("changes/%03d.xml", step.number());
    }
}
