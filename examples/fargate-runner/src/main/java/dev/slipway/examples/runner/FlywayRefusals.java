package dev.slipway.examples.runner;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Flyway's own settings that are known and not served, and why. Names are normal ones. */
final class FlywayRefusals {
    private static final String PAID = "a setting of Flyway's paid editions, which are not served: leave it out";

    private static final List<String> PAID_BEGINNINGS = List.of(
            "LICENSEKEY",
            "EMAIL",
            "TOKEN",
            "DRYRUNOUTPUT",
            "CHERRYPICK",
            "STATESCRIPTPREFIX",
            "ERROROVERRIDES",
            "ORACLE",
            "SQLSERVERKERBEROS",
            "KERBEROS",
            "PLUGINSVAULT",
            "VAULT",
            "PLUGINSDAPR",
            "DAPR",
            "PLUGINSGCSM",
            "GCSM",
            "PLUGINSSECRETSMANAGER",
            "SECRETSMANAGER",
            "CONJUR",
            "CHECK",
            "UNDO",
            "DIFF",
            "SNAPSHOT",
            "GENERATE",
            "MODEL",
            "PREPARE",
            "CHANGEREASON",
            "REDGATECOMPARE");

    private static final String WAIT = "not served: use DB_WAIT";
    private static final String LOCK = "not served: use LOCK_WAIT";
    private static final String LOG = "not served: use LOG_FORMAT and LOG_LEVEL";
    private static final String CODE = "not served: it names Java classes, and there are none but the runner's own";
    private static final String SCRIPTS = "not served: no scripts are started as processes";
    private static final String REPORT = "not served: use OUTPUT=json";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("EDITION", "not served: Flyway's open-source edition is what runs; leave it out"),
            Map.entry("BATCH", "not served: statements are sent one by one"),
            Map.entry("STREAM", "not served: files are in memory already"),
            Map.entry("SKIPEXECUTINGMIGRATIONS", "not served: it would record what did not run"),
            Map.entry("CHECKDRIFTONMIGRATE", "not served: drift is not looked for"),
            Map.entry("PUBLISHRESULT", REPORT),
            Map.entry("CONNECTRETRIES", WAIT),
            Map.entry("CONNECTRETRIESINTERVAL", WAIT),
            Map.entry("LOCKRETRYCOUNT", LOCK),
            Map.entry("LOGGERS", LOG),
            Map.entry("COLOR", LOG),
            Map.entry("OUTPUTLOGSINJSON", LOG),
            Map.entry("OUTPUTPROGRESS", LOG),
            Map.entry("OUTPUTQUERYRESULTS", "not served: results of queries, which may be secret, are not printed"),
            Map.entry("OUTPUTTYPE", REPORT),
            Map.entry("REPORTENABLED", REPORT),
            Map.entry("REPORTFILENAME", REPORT),
            Map.entry("CALLBACKS", CODE),
            Map.entry("RESOLVERS", CODE),
            Map.entry("JARDIRS", CODE),
            Map.entry("SKIPDEFAULTCALLBACKS", "not served: take callbacks out of the changelog instead"),
            Map.entry("SKIPDEFAULTRESOLVERS", CODE),
            Map.entry("SCRIPTPLACEHOLDERPREFIX", SCRIPTS),
            Map.entry("SCRIPTPLACEHOLDERSUFFIX", SCRIPTS),
            Map.entry("POWERSHELLEXECUTABLE", SCRIPTS),
            Map.entry("DRIVER", "not served: the driver follows from the URL"),
            Map.entry("CLEANDISABLED", "not served: there is no command that cleans"),
            Map.entry("CLEANONVALIDATIONERROR", "not served: there is no command that cleans"),
            Map.entry("FAILONMISSINGLOCATIONS", "not served: a missing location is always an error"),
            Map.entry("CALLBACKLOCATIONS", "not served: put the callbacks into one of the locations"),
            Map.entry("EXECUTEINTRANSACTION", "not served: the migrations themselves decide; use '.sql.conf' files"),
            Map.entry("POSTGRESQLTRANSACTIONALLOCK", "not needed: the lock follows from the migrations; leave it out"),
            Map.entry("INITSQL", "not served: set it for the database's user, by 'alter role … set'"),
            Map.entry("WORKINGDIRECTORY", "not served: give absolute paths"),
            Map.entry("BASELINEMIGRATIONPREFIX", "not served: 'B' is the prefix"),
            Map.entry("PLACEHOLDERSEPARATOR", "not served: ':' is the separator"),
            Map.entry("PROVISIONMODE", "not served: databases are not provisioned"));

    private FlywayRefusals() {}

    static String reason(String normalName) {
        return Optional.ofNullable(REASONS.get(normalName))
                .orElseGet(() -> PAID_BEGINNINGS.stream().anyMatch(normalName::startsWith)
                        ? PAID
                        : "no setting of Flyway's that is served: leave it out, or see --help for those that are");
    }
}
