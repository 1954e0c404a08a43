package dev.slipway.examples.benchmarks.compare;

/** What contestants do in one table. */
enum Job {
    FROM_GIT(
            "Flyway from Git, credentials from Secrets Manager",
            "select installed_rank || ' ' || version || ' ' || installed_on || ' ' || success from flyway_schema_history"
                    + " where version is not null order by 1"),
    MOUNTED(
            "Liquibase from a mounted directory",
            "select orderexecuted || ' ' || id || ' ' || dateexecuted from databasechangelog order by 1");

    private final String title;
    private final String history;

    Job(String title, String history) {
        this.title = title;
        this.history = history;
    }

    String title() {
        return title;
    }

    /** The query for what was migrated and when. */
    String history() {
        return history;
    }
}
