package dev.slipway.examples.runner;

import java.util.Locale;

/**
 * Every setting of the runner: the name of the constant is its environment variable, from which its long option follows.
 * Parsing, help and the README's table are made of this list.
 */
enum Setting {
    REGION("AWS region of the secrets", "the AWS SDK's default chain"),
    REPOSITORY_OWNER("owner of the repository on GitHub", "required without `REPOSITORY_URL` or a directory"),
    REPOSITORY_PATH("name of the repository on GitHub", "required without `REPOSITORY_URL` or a directory"),
    REPOSITORY_URL(
            "instead of owner and path: `ssh://`, scp-like, `https://`, `file:`; no user name or password in it",
            "`git@github.com:OWNER/PATH.git`"),
    REPOSITORY_REF("branch, tag or commit; the `BRANCH` argument says the same", "`master`"),
    REPOSITORY_DIRECTORY(
            "directory of the changelog in the repository, `.` for its root; several separated by commas, each file's path"
                    + " relative to its own",
            "`sql`"),
    REPOSITORY_DEPLOY_KEY_SECRET(
            "private SSH key: name or ARN of a secret in Secrets Manager, or a reference", "required for SSH"),
    REPOSITORY_DEPLOY_KEY_PASSPHRASE("reference to the passphrase of that key", "–"),
    REPOSITORY_CREDENTIALS("reference to a user name and token for `https://`", "–"),
    REPOSITORY_SSLROOTCERT(
            "path of, or reference to, the certificates of the authorities to trust for `https://`, as PEM",
            "those of the Java runtime"),
    REPOSITORY_KNOWN_HOSTS("extra `known_hosts` lines", "–"),
    CHANGELOG_DIRECTORY(
            "mounted directory of the changelog instead of a repository; several separated by commas, each file's path"
                    + " relative to its own",
            "–"),
    DB_HOST("host of the PostgreSQL database", "required without a URL"),
    DB_PORT("its port", "`5432`"),
    DB_NAME("name of the database", "required without a URL"),
    DB_URL("JDBC URL instead of host, port and name; no user name or password in it", "–"),
    DB_CREDENTIALS(
            "reference to a user name and password, as JSON with `username` and `password`; or `rds-iam:USER`, for a token of Amazon"
                    + " RDS (needs `DB_SSLROOTCERT`)",
            "required without `FLYWAY_USER` or `LIQUIBASE_COMMAND_URL`"),
    DB_SSLROOTCERT(
            "path of, or reference to, the certificates of the authorities to trust (Amazon RDS's bundle), as PEM: demands TLS"
                    + " and verifies certificate and host name",
            "the driver's own"),
    DB_SSLCERT("path of, or reference to, a client certificate as PEM", "–"),
    DB_SSLKEY("reference to its private key, PKCS8 as PEM; kept in memory only", "required with `DB_SSLCERT`"),
    DB_WAIT("how long to wait for a database that does not answer yet: `90s`, `3m`, `0`", "`60s`"),
    LOCK_WAIT(
            "how long to wait for another run on the same database",
            "`15m`, and `SNAPSHOT_WAIT` where there is a `SNAPSHOT_BEFORE`"),
    ENGINE("`flyway` or `liquibase`", "`flyway`"),
    FLYWAY_PLACEHOLDERS("value of a placeholder, or a reference to it; names match without regard to case", "–"),
    FLYWAY(
            "Flyway's own settings, by its names, each a value or a reference to it: " + FlywaySetting.list()
                    + "; `JDBC_PROPERTIES_…`. Also from `flyway.conf` or `flyway.toml`, where Flyway looks for them."
                    + " `LOCATIONS` is for mounted directories. What is not listed is refused by name",
            "Flyway's own"),
    LIQUIBASE_PARAMETER("value of a parameter, or a reference to it; names match without regard to case", "–"),
    LIQUIBASE(
            "Liquibase's own settings, by its names, each a value or a reference to it, also as its own options (`--url=…`) and"
                    + " from its properties file. Behind `LIQUIBASE_COMMAND_`, or `LIQUIBASE_COMMAND_UPDATE_` and the like"
                    + " for one command: " + LiquibaseSetting.list(true) + "; behind `LIQUIBASE_`: "
                    + LiquibaseSetting.list(false) + ". What is not listed is refused by name, or accepted with a line"
                    + " that says why it is not needed",
            "`CHANGELOG_FILE` is required, `URL` without `DB_HOST`"),
    DEFAULTS_FILE(
            "Liquibase's properties file; `LIQUIBASE_DEFAULTS_FILE` and `--defaultsFile` say the same",
            "`/liquibase/liquibase.docker.properties` or `liquibase.properties`, if it is there"),
    DRIVERS_DIRECTORY(
            "mounted directory of JDBC drivers: every jar in it is loaded, apart from the runner",
            "`/liquibase/lib` with Liquibase, if it is there"),
    COMMAND(Command.help(), "`migrate`"),
    BASELINE_VERSION("version from which `baseline` lets the history begin", "`FLYWAY_BASELINE_VERSION`, or `1`"),
    SNAPSHOT_BEFORE(
            "identifier of a cluster in Amazon RDS or Aurora, or `instance:ID`, of which a snapshot is taken before the first"
                    + " pending migration, and before a rollback",
            "–"),
    SNAPSHOT_WAIT("how long to wait until that snapshot can be restored", "`60m`"),
    DOCUMENT_SCHEMA(
            "file for the schema as Markdown with a diagram by Mermaid, written after a command that succeeded, or `-` for"
                    + " standard output; logs go to standard error then",
            "–"),
    OUTPUT("`text`, or `json`: one JSON document on standard output, logs on standard error", "`text`"),
    LOG_FORMAT("`text`, or `json`: one object a line, for CloudWatch Logs Insights", "`text`"),
    LOG_LEVEL(
            "`ERROR`, `WARN`, `INFO`, `DEBUG` or `TRACE`: level of every logger in the process, the libraries' own"
                    + " included (" + LogLevels.EXCEPTIONS + "); stack traces from `DEBUG` on only",
            "`INFO`"),
    STATUS_FILE(
            "file that says in one line how far the run is, for health checks (see docs/container.md): `waking the database`,"
                    + " `waiting for the lock: …`, `migrating 2 of 5`, `done`",
            "–");

    private final String meaning;
    private final String fallback;

    Setting(String meaning, String fallback) {
        this.meaning = meaning;
        this.fallback = fallback;
    }

    /** What it means, in Markdown. */
    String meaning() {
        return meaning;
    }

    /** What holds without it, in Markdown. */
    String fallback() {
        return fallback;
    }

    /** Whether there are many of it, told apart by a name. */
    boolean isFamily() {
        return this == FLYWAY || this == FLYWAY_PLACEHOLDERS || this == LIQUIBASE || this == LIQUIBASE_PARAMETER;
    }

    /** {@code DB_HOST}; {@code FLYWAY_PLACEHOLDERS_<NAME>}. */
    String variable() {
        return isFamily() ? name() + "_<NAME>" : name();
    }

    /** {@code --db-host}. */
    String option() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What follows the option. */
    String optionValue() {
        return isFamily() ? "NAME=VALUE" : "VALUE";
    }

    /** The table of the README. */
    static String markdown() {
        var table = new StringBuilder("| variable | option | meaning | default |\n|---|---|---|---|\n");
        for (var setting : values()) {
            table.append("| `").append(setting.variable()).append("` | `").append(setting.option());
            table.append(setting.isFamily() ? " NAME=VALUE" : "").append("` | ");
            table.append(setting.meaning).append(" | ").append(setting.fallback).append(" |\n");
        }
        return table.toString();
    }
}
