package dev.slipway.examples.runner;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Liquibase's own settings that are known and not served: what is accepted since it asks for what is so anyway, and what is
 * refused, with the reason. Names are normal ones.
 */
final class LiquibaseOthers {
    /** One of them. */
    sealed interface Other {}

    /** Accepted with this value only, which is what holds here. */
    record Fixed(String value) implements Other {}

    /** Accepted whatever it says; the reason is printed. */
    record Needless(String reason) implements Other {}

    /** Refused. */
    record Refused(String reason) implements Other {}

    private static final Refused PAID =
            new Refused("a setting of Liquibase's paid editions (Pro, Secure), which are not served: leave it out");
    private static final Needless LICENCE = new Needless("nothing that is served needs a licence key");
    private static final Needless PRINT = new Needless("it is about what Liquibase prints, which is the runner's here");
    private static final Needless SILENT = new Needless("nothing is sent to Liquibase");
    private static final Needless COMPARE = new Needless("it is about commands that compare or generate");
    private static final Needless PROMPT = new Needless("nothing is ever asked");
    private static final Refused CODE = new Refused(
            "not served: it names a Java class, and of those that are mounted only JDBC drivers are loaded");
    private static final Refused CATALOG = new Refused("not served: name the database in the URL");
    private static final Refused FILE = new Refused("not served: nothing is written to files: take what is printed");
    private static final Fixed FALSE = new Fixed("false");
    private static final Fixed TRUE = new Fixed("true");

    private static final List<String> PAID_BEGINNINGS = List.of(
            "CHECKS",
            "POLICY",
            "FLOW",
            "REPORT",
            "DBCLHISTORY",
            "DATABASECHANGELOGHISTORY",
            "CUSTOMLOGDATA",
            "PSQL",
            "SQLPLUS",
            "SQLCMD",
            "MONGOSH",
            "MONGODB",
            "DYNAMODB",
            "HASHICORP",
            "VAULT",
            "AWSSECRETS",
            "DROPALLREQUIREFORCE",
            "ROLLBACKONE",
            "UPDATEONE",
            "ROLLBACKONERROR",
            "DRIFT",
            "NATIVEEXECUTOR",
            "DAPR");

    private static final Map<String, Other> OTHERS = Map.ofEntries(
            Map.entry("HOME", new Needless("there is no installation of Liquibase's here")),
            Map.entry("SHOWBANNER", PRINT),
            Map.entry("SHOWSUMMARY", PRINT),
            Map.entry("SHOWSUMMARYOUTPUT", PRINT),
            Map.entry("SHOWHIDDENARGS", PRINT),
            Map.entry("SHOWTAGS", new Needless("the history is always printed with its tags")),
            Map.entry("VERBOSE", PRINT),
            Map.entry("FORMAT", PRINT),
            Map.entry("MIRRORCONSOLEMESSAGESTOLOG", PRINT),
            Map.entry("SUPPRESSLIQUIBASESQL", new Needless("SQL is always printed without that of the history")),
            Map.entry("UISERVICE", PRINT),
            Map.entry("FILTERLOGMESSAGES", PRINT),
            Map.entry("ADDEMPTYMDCVALUES", PRINT),
            Map.entry("OUTPUTLINESEPARATOR", PRINT),
            Map.entry("OUTPUTFILEENCODING", PRINT),
            Map.entry("INTEGRATIONNAME", PRINT),
            Map.entry("LOGCHANNELS", new Needless("the level is that of every logger")),
            Map.entry("SQLLOGLEVEL", new Needless("the level is that of every logger")),
            Map.entry("SQLSHOWSQLWARNINGS", PRINT),
            Map.entry("HEADLESS", PROMPT),
            Map.entry("PROMPTFORNONLOCALDATABASE", PROMPT),
            Map.entry("STRICT", new Needless("unknown settings are always refused")),
            Map.entry("INCLUDESYSTEMCLASSPATH", new Needless("only JDBC drivers are loaded")),
            Map.entry("CHANGELOGLOCKPOLLRATE", new Needless("the lock is waited for in a rhythm of its own")),
            Map.entry("SQLALWAYSSETFETCHSIZE", TRUE),
            Map.entry("SUPPORTSMETHODVALIDATIONLEVEL", COMPARE),
            Map.entry("DIFFCOLUMNORDER", COMPARE),
            Map.entry("SHOULDSNAPSHOTDATA", COMPARE),
            Map.entry("GENERATECHANGESETCREATEDVALUES", COMPARE),
            Map.entry("GENERATEDCHANGESETIDSCONTAINSDESCRIPTION", COMPARE),
            Map.entry("INCLUDERELATIONSFORCOMPUTEDCOLUMNS", COMPARE),
            Map.entry("ALLOWDUPLICATEDCHANGESETIDENTIFIERS", FALSE),
            Map.entry("ALWAYSDROPINSTEADOFREPLACE", FALSE),
            Map.entry("ALWAYSOVERRIDESTOREDLOGICSCHEMA", FALSE),
            Map.entry("AUTOREORG", TRUE),
            Map.entry("CHANGELOGPARSEMODE", new Fixed("STRICT")),
            Map.entry("CONVERTDATATYPES", TRUE),
            Map.entry("DUPLICATEFILEMODE", new Fixed("ERROR")),
            Map.entry("ERRORONCIRCULARINCLUDEALL", TRUE),
            Map.entry("FILEENCODING", new Fixed("UTF-8")),
            Map.entry("INCLUDECATALOGINSPECIFICATION", FALSE),
            Map.entry("INCLUDEMATCHINGTAGINROLLBACKOLDEST", TRUE),
            Map.entry("INCLUDESCHEMANAMEFORDEFAULT", FALSE),
            Map.entry("MISSINGPROPERTYMODE", new Fixed("PRESERVE")),
            Map.entry("MONITORPERFORMANCE", FALSE),
            Map.entry("ONMISSINGINCLUDECHANGELOG", new Fixed("FAIL")),
            Map.entry("ONMISSINGSQLFILE", new Fixed("FAIL")),
            Map.entry("OUTPUTDEFAULTCATALOG", TRUE),
            Map.entry("OUTPUTDEFAULTSCHEMA", TRUE),
            Map.entry("PRESERVECLASSPATHPREFIXINNORMALIZEDPATHS", FALSE),
            Map.entry("PRESERVESCHEMACASE", FALSE),
            Map.entry("SECUREPARSING", TRUE),
            Map.entry("SHOULDRUN", TRUE),
            Map.entry("SUPPORTPROPERTYESCAPING", FALSE),
            Map.entry("ENABLEESCAPING", FALSE),
            Map.entry("TAGVERSION", new Fixed("OLDEST")),
            Map.entry("TRIMLOADDATAFILEHEADER", FALSE),
            Map.entry("USEPROCEDURESCHEMA", TRUE),
            Map.entry("VALIDATEXMLCHANGELOGFILES", TRUE),
            Map.entry("WORKAROUNDORACLECLOBCHARACTERLIMIT", TRUE),
            Map.entry("DATABASECLASS", CODE),
            Map.entry("PROPERTYPROVIDERCLASS", CODE),
            Map.entry("CHANGEEXECLISTENERCLASS", CODE),
            Map.entry("CHANGEEXECLISTENERPROPERTIESFILE", CODE),
            Map.entry("DEFAULTCATALOGNAME", CATALOG),
            Map.entry("LIQUIBASECATALOGNAME", CATALOG),
            Map.entry("CATALOGNAME", CATALOG),
            Map.entry("LIQUIBASETABLESPACENAME", new Refused("not served: create the history's tables beforehand")),
            Map.entry("DATABASECHANGELOGTABLESPACENAME", new Refused("not served: create the tables beforehand")),
            Map.entry("DDLLOCKTIMEOUT", new Refused("not served: set it for the database's user")),
            Map.entry("OUTPUTFILE", FILE),
            Map.entry("LOGFILE", FILE),
            Map.entry("DATEFORMAT", new Refused("not served: times are printed in UTC")),
            Map.entry("TAGFILTER", new Refused("not served: the whole history is printed")),
            Map.entry("ROLLBACKSCRIPT", new Refused("not served: give the change sets rollbacks of their own")));

    private LiquibaseOthers() {}

    static Optional<Other> of(String normalName) {
        if (normalName.endsWith("LICENSEKEY")) {
            return Optional.of(LICENCE);
        }
        if (normalName.startsWith("ANALYTICS")
                || normalName.startsWith("HUB")
                || normalName.startsWith("LICENSEUTILITY")) {
            return Optional.of(SILENT);
        }
        if (normalName.startsWith("LAUNCHER")) {
            return Optional.of(new Needless("there is no launcher"));
        }
        if (normalName.startsWith("REFERENCE")) {
            return Optional.of(new Refused("not served: there is no command that compares databases"));
        }
        return Optional.ofNullable(OTHERS.get(normalName))
                .or(() -> PAID_BEGINNINGS.stream().anyMatch(normalName::startsWith)
                        ? Optional.of(PAID)
                        : Optional.empty());
    }

    /** Why a name is refused of which nothing is known. */
    static String unknown() {
        return "no setting of Liquibase's that is served: leave it out, or see --help for those that are";
    }
}
